"""`!command`: what it puts out, how it ends, and that it ends with its cell."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from autograder.engine import commands
from autograder.engine.sandbox import sandboxes, trial
from autograder.engine.view import view
from tests.conftest import missing


@pytest.mark.parametrize(
    ("command", "said", "status"),
    [
        ("echo hello; echo careful >&2", "hello\ncareful\n", 0),
        ("printf 'no line'; exit 3", "no line", 3),
        ("cat", "", 0),
        (r"printf 'h\303\251\303'", "h\xe9\ufffd", 0),  # a letter, and half of one
        ("kill -TERM $$", "", -signal.SIGTERM),
    ],
)
def test_it_prints_both_outputs_and_tells_the_status(capsys, command, said, status):
    assert commands.run(command) == status
    assert capsys.readouterr().out == said


def test_an_interrupt_ends_it_with_all_that_it_has_started(capsys):
    interrupt = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    interrupt.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        commands.run("sleep 50 & echo $!; sleep 60")
    child = Path(f"/proc/{capsys.readouterr().out.strip()}/cmdline")
    while child.exists() and child.read_bytes():
        assert time.monotonic() - start < 10
        time.sleep(0.02)


@pytest.mark.parametrize("sandbox", ["namespaces", "landlock"])
def test_a_notebook_shows_what_its_commands_say(run, sandbox):
    if problem := trial({k.name: k for k in sandboxes()}[sandbox], view()):
        missing("an open way to Python" if "out of reach" in problem else sandbox, problem)
    done = run(
        "word = 'hello'",
        "!echo {word} $word; echo careful >&2; exit 3",
        "print(_exit_code)",
        "!sleep 60",
        "found = !echo there\nprint(found)",
        sandbox=sandbox,
        timeout=2,
    )
    assert done.said[1:3] == ["hello hello\ncareful\n", "3\n"]
    assert done.notebook.cells[3].outputs[-1].ename == "CellTimeoutError"
    assert done.said[4] == "['there']\n"
    assert done.flags == [] or sandbox == "landlock"  # there it lives as long as the kernel
