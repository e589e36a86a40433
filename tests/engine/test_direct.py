"""The one line between a kernel and who runs its cells: what people do to outputs."""

from __future__ import annotations

import time

import pytest

from autograder.engine.talk import EndedError, Talk
from pixelup import wire

CHILDREN = """
import multiprocessing, os
def work(n):
    print("child", n, flush=True)
with multiprocessing.get_context("fork").Pool(2) as pool:
    pool.map(work, range(4))
print("parent")
"""
FORKED = """
import os
if os.fork() == 0:
    print("copy")
else:
    os.wait()
    print("original")
"""
THREADS = """
import threading
def talk(n):
    for i in range(200):
        print(f"{n}:{i:03}")
threads = [threading.Thread(target=talk, args=(n,)) for n in range(4)]
for t in threads: t.start()
for t in threads: t.join()
"""


def test_cells_may_await(run):
    done = run(
        "import asyncio\nasync def later(x):\n    await asyncio.sleep(0.01)\n    return x",
        "await later(5)",
        "task = asyncio.create_task(later(6))",
        "print(await task)",
        "await asyncio.sleep(60)",
        "print('on')",
        timeout=1,
    )
    assert "'5'" in done.said[1]
    assert done.said[3] == "6\n"
    assert done.notebook.cells[4].outputs[-1].ename == "CellTimeoutError"
    assert done.said[5] == "on\n"


def test_outputs_stand_in_their_order_and_with_their_counts(run):
    done = run("import sys\nprint(1)\nprint(2, file=sys.stderr)\ndisplay(3)\nprint(4)\n5", "6")
    kinds = [o.get("name") or o.output_type for o in done.notebook.cells[0].outputs]
    assert kinds == ["stdout", "stderr", "display_data", "stdout", "execute_result"]
    assert [c.execution_count for c in done.notebook.cells] == [1, 2]
    assert done.notebook.cells[1].outputs[0].execution_count == 2


def test_children_and_copies_print_without_harm(run):
    done = run(CHILDREN, FORKED, "print('next')")
    assert sorted(done.said[0].split("\n")) == sorted(
        ["", *[f"child {n}" for n in range(4)], "parent"]
    )
    assert sorted(done.said[1].split()) == ["copy", "original"]
    assert done.said[2] == "next\n"


def test_nothing_that_threads_print_is_lost(run):
    said = run(THREADS).said[0]
    expected = "".join(f"{n}:{i:03}\n" for n in range(4) for i in range(200))
    assert sorted(said) == sorted(expected)  # they interrupt each other


def test_what_programs_write_comes_too(run):
    cell = "import os, time\nos.system('echo from a program')\ntime.sleep(0.1)"
    assert "from a program\n" in run(cell).said[0]


def test_what_was_printed_before_a_hang_is_kept(run):
    hang = (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('before')\n"
        "while True: pass"
    )
    done = run(hang, "print(2)", timeout=1)
    first, last = done.notebook.cells[0].outputs
    assert first.text == "before\n"
    assert "did not stop" in last.evalue
    assert done.said[1] == "2\n"


def test_a_huge_picture_costs_itself_alone(run):
    huge = "from IPython.display import HTML\nx = 3\ndisplay(HTML('x' * 9_000_000))\nprint(x)"
    done = run(huge, "print(x)")
    assert "an output of 9 MB was left out: a message may have 4 MB" in done.said[0]
    assert done.said[0].endswith("3\n")
    assert done.said[1] == "3\n"


def test_an_error_with_a_huge_message_costs_its_message_alone(run):
    done = run("x = 4", "raise ValueError('x' * 5_000_000)", "print(x)", timeout=5)
    assert "was left out: a message may have 4 MB" in done.said[1]
    assert done.notebook.cells[1].outputs[-1].ename == "ValueError"
    assert done.said[2] == "4\n"


def test_widgets_are_shown(run):
    done = run("import ipywidgets\nipywidgets.IntSlider(3)")
    [output] = done.notebook.cells[0].outputs
    model = output.data["application/vnd.jupyter.widget-view+json"]["model_id"]
    state = done.notebook.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"]
    assert state[model]["state"]["value"] == 3


def test_printing_while_answering_is_no_matter(run):
    noisy = (
        "import sys\ndef f(x):\n    sys.__stderr__.write('x' * 100_000)\n    print('y' * 500_000)"
    )
    done = run(noisy + "\n    return x.sum(axis=0)", "#ask f", "print('on')")
    assert [a.error for a in done.answers[0]] == ["", ""]
    assert done.said[2] == "on\n"


def test_interrupting_a_print_breaks_nothing(run):
    done = run("while True: print('x' * 1000, end='\\r')", "print('on')", timeout=1,
               output_bytes=1 << 30, output_count=1 << 20)  # fmt: skip
    assert done.said[1] == "on\n"


@pytest.fixture
def line():
    import socket

    here, there = socket.socketpair()
    with here, there:
        yield Talk(here), there


def said(there, **fields):
    wire.send(there, wire.Frame({"type": "stream", "parent": "1", "content": {}} | fields), 1)


def test_a_line_that_says_nonsense_has_a_name(line):
    talk, there = line
    said(there)
    assert talk.next(1)["parent_header"] == {"msg_id": "1"}
    for wrong in ({"content": []}, {"type": 3}, {"parent": None}):
        said(there, **wrong)
        with pytest.raises(wire.WireError):
            talk.next(1)
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        talk.next(0.01)
    assert time.monotonic() - start < 1
    there.close()
    with pytest.raises(EndedError):
        talk.next(1)
    with pytest.raises(EndedError):
        talk.execute("1")


def test_a_reply_that_no_kernel_gives_costs_the_kernel(run):
    forged = (
        "import json\n"
        "from pixelup import wire\n"
        "ip = get_ipython()\n"
        "content = {'status': 'error', 'ename': 3, 'evalue': [], 'traceback': 'x'}\n"
        "parent = ip.display_pub.parent_header['msg_id']\n"
        "said = {'type': 'execute_reply', 'parent': parent, 'content': content}\n"
        "ip.kernel.session.way.send(wire.framed(json.dumps(said).encode()))"
    )
    done = run(forged, "print('on')")
    assert done.said == ["Its messages could not be read (WireError).", "on\n"]


def test_a_cell_is_looked_at_once_and_read_right(run):
    done = run(
        "seen = []\n"
        "def note(lines):\n    seen.append(1)\n    return lines\n"
        "get_ipython().input_transformers_cleanup.append(note)",
        "len(seen)",
        "%time 1 + 1",
        "asynchronous = 3\nasynchronous",
        "async def f():\n    return 4\nawait f()",
    )
    assert done.notebook.cells[1].outputs[0].data["text/plain"] == "1"
    assert "2" in done.said[2]
    assert "'3'" in done.said[3]
    assert "'4'" in done.said[4]
