"""The tests build no container; what its file names must at least be there."""

from __future__ import annotations

import importlib.util
import re
import tomllib

import pytest

from tests.conftest import ROOT

FILE = ROOT / "autograder" / "engine" / "Containerfile"


@pytest.fixture(scope="module")
def steps():
    """Instructions and their text, in order; comments left out, continued lines joined."""
    lines = re.sub(r"\\\n\s*", " ", FILE.read_text()).splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line and not line.startswith("#")]


def of(steps, name):
    return [text for step, text in steps if step == name]


def test_its_python_is_one_that_both_packages_take(steps):
    (base,) = of(steps, "FROM")
    version = tuple(map(int, re.search(r"python:(\d+)\.(\d+)-", base).groups()))
    for path in ("pyproject.toml", "autograder/pyproject.toml"):
        wanted = tomllib.loads((ROOT / path).read_text())["project"]["requires-python"]
        low, high = (tuple(map(int, v.split("."))) for v in re.findall(r"[\d.]+", wanted))
        assert low <= version < high


def test_what_it_copies_is_there_and_is_all_that_is_imported(steps):
    copied = [name for text in of(steps, "COPY") for name in text.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"pixelup", "autograder", "solutions", "exercises", "book"} <= set(copied)


def test_what_it_installs_is_pinned(steps):
    installs = [text for text in of(steps, "RUN") if "pip install" in text]
    assert "--requirement /course/requirements.txt" in installs[0]
    for option in ("--no-deps", "--no-build-isolation"):  # nothing comes but what is pinned
        assert option in installs[1]
    pins = (ROOT / "requirements.txt").read_text()
    loose = [
        line
        for line in pins.splitlines()
        if line and not line.startswith((" ", "#", "-")) and "==" not in line
    ]
    assert loose == []
    needs = {
        re.split(r"[<>=\[; ]", need)[0].lower()
        for path in ("pyproject.toml", "autograder/pyproject.toml")
        for table, key in (("project", "dependencies"), ("build-system", "requires"))
        for need in tomllib.loads((ROOT / path).read_text())[table][key]
    }
    pinned = {line.split("==")[0].lower() for line in pins.splitlines() if "==" in line}
    assert needs - pinned == {"pixelup"}  # copied, not fetched


def test_it_runs_the_command_as_an_ordinary_user(steps):
    assert [int(text.split(":")[0]) for text in of(steps, "USER")] == [1000]
    assert of(steps, "ENTRYPOINT") == ['["python", "-m", "autograder"]']
    assert of(steps, "CMD") == ['["doctor"]']
    assert importlib.util.find_spec("autograder.__main__")
    order = [step for step, _ in steps]
    assert order.index("USER") > max(i for i, step in enumerate(order) if step == "RUN")


def test_the_command_that_it_tells_gives_nothing_away_and_leaves_the_results_to_who_runs_it():
    told = re.sub(r" \\\n#\s*", " ", FILE.read_text())
    (command,) = re.findall(r"^#\s+(podman run .*)", told, flags=re.MULTILINE)
    for option in ("--network none", "--cap-drop all", "--userns keep-id"):
        assert option in command
    assert '--user "$(id -u):$(id -g)"' in command  # else the file's own user, who may not write
    assert not re.search(r"--privileged|--cap-add|unconfined", command)
    name, place = re.search(r'-v "\$PWD/(\S+):(\S+)" pixelup-grader grade \1$', command).groups()
    assert place == f"/course/{name}"  # its `solutions = ".."` names the course there too
    guide = (ROOT / "book" / "guide" / "instructor.md").read_text()
    assert command in re.sub(r" \\\n\s*", " ", guide)
