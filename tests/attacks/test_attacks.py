"""Every attack, as root and as an ordinary user, in every safe sandbox.

The attacks of one user in one sandbox are run by one process (:mod:`.driver`), an honest
student after each. What is expected of each: the attacker gets nothing, the cause has a name,
the honest student gets the exact answer, nothing is changed, contacted, left running or on disk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from autograder.engine import warm
from tests.attacks.attacks import ALL, FILES, OTHERS, RESOURCES
from tests.conftest import ROOT, missing

ORDINARY = 61_000
MAX_NOTEBOOK = 1_500_000  # characters of the executed notebook, whatever it put out

# Where there are no namespaces, the quick ones, and those that a fence must hold by itself.
FENCED = [
    *(name for name in {**FILES, **OTHERS} if ALL[name].anywhere),
    "fork bomb",
    "memory bit by bit",
    "memory in ten processes",
    "leaves what is hard to sweep",
    "hangs at its end",
    "exits when asked",
    "writes frames of its own",
]
WHERE = {
    ("user", "namespaces"): list(ALL),
    ("root", "namespaces"): [*FILES, *OTHERS, *RESOURCES],
    ("root", "landlock"): FENCED,
    ("user", "landlock"): FENCED,
}


@pytest.fixture(scope="module")
def results():
    return cache(_run)


def _run(who: str, sandbox: str) -> dict[str, Any]:
    if who == "root" and os.geteuid() != 0:
        missing("root", "nothing can run as root where the tests do not")
    user = [sys.executable, "-m", "tests.attacks.as_user", str(ORDINARY if who == "user" else 0)]
    # As root in namespaces the interpreter may be where only root can go: that must work.
    plain = os.geteuid() != 0 or (who, sandbox) == ("root", "namespaces")
    driver = [sys.executable, "-m", "tests.attacks.driver", sandbox, *WHERE[who, sandbox]]
    environment = os.environ | {"PYTHONPATH": _python_path()}
    environment.pop(warm.VARIABLE, None)  # a warm process of its own, of its own user
    # and a folder for temporary files of its own: other tests leave theirs in the usual one
    with tempfile.TemporaryDirectory(prefix="pa-", dir="/tmp") as folder:
        Path(folder).chmod(0o1777)
        done = subprocess.run(
            driver if plain else [*user, *driver],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=environment | {"TMPDIR": folder},
            timeout=420,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout)
    if sandbox not in said["hold"]:
        missing(sandbox, f"it does not hold here: {said['reasons'][sandbox]}")
    return said


def _python_path() -> str:
    return os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))


EVERY = [(*where, name) for where, names in WHERE.items() for name in names]


@pytest.mark.parametrize(
    ("who", "sandbox", "name"), EVERY, ids=[f"{n} ({w}, {s})" for w, s, n in EVERY]
)
def test_attack(results, who, sandbox, name):
    attack, found = ALL[name], results(who, sandbox)["attacks"][name]
    said = "\n".join([found["text"], *found["messages"], *found["flags"]])
    assert "GOT" not in said
    assert tuple(found["answers"]) == attack.answers
    if attack.causes:
        assert any(cause in said for cause in attack.causes), said
    assert found["honest"], "the next student did not get the exact answer"
    assert found["changed"] == []
    assert found["contacted"] == []
    assert found["victim lives"]
    assert found["left"] == [], "still running, or still on disk"
    assert found["size"] < MAX_NOTEBOOK
    assert "SECRET-7f3a-of-the-course" not in said


@pytest.mark.parametrize(("who", "sandbox"), WHERE)
def test_nothing_is_left_in_tmp(results, who, sandbox):
    assert results(who, sandbox)["left in /tmp"] == []
