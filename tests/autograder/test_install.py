"""The first cell installs pixelup where it is missing, and is in nobody's way elsewhere."""

import importlib.util
import json
import runpy
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder import install, notebook
from autograder.grade.repair import read_notebook, repair
from autograder.source import read, units

ROOT = Path(__file__).parents[2]
UNITS = units(ROOT)
set_address = runpy.run_path(str(ROOT / "tools" / "site_address.py"))["set_address"]
SITE = "https://someone.example.org/course/"
WHEEL = f"{SITE}downloads/pixelup-0.1.0-py3-none-any.whl"


def course(folder, repository, base):
    config = (ROOT / "_config.yml").read_text()
    (folder / "_config.yml").write_text(set_address(config, repository, base))
    (folder / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    return folder


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.stem)
def test_it_comes_before_all_code_and_is_not_nbgraders(path):
    made = nbformat.read(ROOT / "exercises" / path.stem / f"{path.stem}.ipynb", as_version=4)
    first = next(cell for cell in made.cells if cell.cell_type == "code")
    assert first.id == install.ID
    assert first.metadata == {}
    assert [cell.id for cell in made.cells].count(install.ID) == 1


@pytest.mark.parametrize(
    ("repository", "base", "requirement"),
    [
        ("", "", ""),
        ("", SITE, f"pixelup @ {WHEEL}"),
        ("https://github.com/a/b", SITE, f"pixelup @ {WHEEL}"),
        ("https://github.com/a/b", "", "pixelup @ git+https://github.com/a/b"),
    ],
    ids=["nothing", "site", "both", "repository"],
)
def test_the_address_is_said_in_one_place(tmp_path, repository, base, requirement):
    folder = course(tmp_path, repository, base)
    assert install.requirement(folder, "") == requirement
    assert f'PIXELUP = "{requirement}"\n' in install.text(folder, "import numpy as np")
    with_torch = install.text(folder, "import numpy\nfrom torch import nn")
    assert ("pixelup[torch] @ " in with_torch) == bool(requirement)


def test_the_site_fills_in_its_own_address(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "extensions"))
    import your_turn

    exercise = your_turn.read("02-convolution")
    text = (ROOT / exercise.notebook).read_text()
    assert your_turn.addressed(text, your_turn.requirement("", exercise)) == text
    filled = json.loads(your_turn.addressed(text, your_turn.requirement(SITE, exercise)))
    before = json.loads(text)
    changed = [
        (old, new) for old, new in zip(before["cells"], filled["cells"], strict=True) if old != new
    ]
    assert [old["id"] for old, _ in changed] == [install.ID]
    assert f'PIXELUP = "pixelup @ {WHEEL}"\n' in changed[0][1]["source"]


def ran(monkeypatch, folder, *, there):
    """Run the cell; give what it asked pip for."""
    asked = []
    monkeypatch.setattr(subprocess, "run", lambda command, check: asked.append(command))
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: object() if there else None)
    exec(install.text(folder, ""), {})
    return asked


def test_elsewhere_it_does_nothing(monkeypatch, tmp_path):
    assert ran(monkeypatch, course(tmp_path, "", SITE), there=True) == []


def test_where_pixelup_is_missing_it_installs_from_the_site(monkeypatch, tmp_path):
    (command,) = ran(monkeypatch, course(tmp_path, "", SITE), there=False)
    assert command == [sys.executable, "-m", "pip", "install", "--quiet", f"pixelup @ {WHEEL}"]


def test_without_an_address_it_says_where_to_look(monkeypatch, tmp_path):
    with pytest.raises(ModuleNotFoundError, match="pixelup is missing: the chapter says how"):
        ran(monkeypatch, course(tmp_path, "", ""), there=False)


@pytest.mark.parametrize("how", ["deleted", "twice", "changed", "moved"])
def test_the_grader_minds_nothing_that_happens_to_it(how):
    released = notebook.release(notebook.source_notebook(read(UNITS[1])))
    handed_in = nbformat.from_dict(json.loads(nbformat.writes(released)))
    at = next(n for n, cell in enumerate(handed_in.cells) if cell.id == install.ID)
    cell = handed_in.cells.pop(at)
    if how == "twice":
        handed_in.cells[at:at] = [cell, {**cell, "id": "copy"}]
    if how == "changed":
        handed_in.cells.insert(at, {**cell, "source": "!pip install pixelup"})
    if how == "moved":
        handed_in.cells.append(cell)
    done = repair(read_notebook(json.dumps(handed_in).encode()), released)
    assert list(done.notes) == []
