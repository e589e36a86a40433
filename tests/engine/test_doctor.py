"""The doctor, where all holds and where nothing does."""

import json
import os
import subprocess
import sys

import pytest

from autograder.engine import doctor, linux
from autograder.engine.doctor import Diagnosis, Layer
from tests.conftest import ROOT

# As in a container: a filter that refuses namespaces and mounts.
CONTAINED = """
import json, sys
from autograder.engine import doctor, linux, seccomp
linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
seccomp.install(alone=False)
found = doctor.diagnose()
problems = {layer.name: layer.problem for layer in found.layers}
json.dump([found.sandbox, doctor.lines(found), problems], sys.stdout)
"""


def test_it_tries_every_layer_and_says_what_they_do():
    found = doctor.diagnose()
    assert [layer.name for layer in found.layers] == [
        "namespaces", "landlock", "system calls", "limits", "judged outside",
    ]  # fmt: skip
    said: list[str] = []
    doctor.show(found, said.append)
    for layer in found.layers:
        assert any(layer.name in line and layer.protects in line for line in said)
    assert found.safe == any(layer.holds for layer in found.layers[:2])


def test_where_namespaces_are_refused_it_says_so_and_what_is_left():
    user = [sys.executable, "-m", "tests.attacks.as_user", "61000"] if os.geteuid() == 0 else []
    python = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [*user, sys.executable, "-c", CONTAINED],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": python},
        timeout=60,
    )
    sandbox, lines, problems = json.loads(done.stdout)
    assert "not permitted" in problems["namespaces"]
    assert any(line.startswith("MISSING") and "namespaces" in line for line in lines)
    if problems["landlock"]:
        assert sandbox == ""
        assert "refuses without --unsafe" in lines[-1]
    else:
        assert sandbox == "landlock"
        assert "fallback" in lines[-1]


def test_where_nothing_holds_grading_is_refused():
    layers = tuple(Layer(n, "no", "x", "do y") for n in ("namespaces", "landlock"))
    said = doctor.lines(Diagnosis(layers, ""))
    assert said[1].endswith("why: no")
    assert said[2].endswith("to get it: do y")
    assert "--unsafe" in said[-1]


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_on_another_system_it_names_it(monkeypatch, platform):
    monkeypatch.setattr(doctor.sys, "platform", platform)
    found = doctor.diagnose()
    assert not found.safe
    assert platform in found.layers[0].problem
    assert found.layers[-1].holds, "judging outside needs no sandbox"


def test_a_root_without_powers_is_told_to_be_somebody_else(monkeypatch):
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 0)
    problem = "[Errno 1] Operation not permitted: '/tmp/pu-x/w'"
    assert doctor._mend_landlock(problem).startswith("run as an ordinary user")


def test_on_an_unknown_processor_the_filter_is_missing(monkeypatch):
    monkeypatch.setattr(linux, "_CALLS", {})
    assert "not known" in doctor._seccomp()
