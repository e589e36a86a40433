import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from autograder import notebook, scan
from autograder.__main__ import main
from autograder.build import products, sections
from autograder.source import read, units
from pixelup import pack
from tests.conftest import ROOT

UNITS = units(ROOT)


def built(path):
    return products(path.parents[1], read(path))


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.stem)
def test_what_is_committed_is_what_build_makes(path):
    assert [p.path for p in built(path) if not p.is_current] == []


def test_two_processes_build_the_same_bytes(course):
    code = (
        "import sys, pathlib; from autograder.build import products; "
        "from autograder.source import read; "
        "p = pathlib.Path(sys.argv[1]); "
        "sys.stdout.write(''.join(x.text for x in products(p.parents[1], read(p))))"
    )
    path = str(course / "solutions" / "02-mini.md")
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, path],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0]) > 1000


def test_check_fails_on_drift_and_writes_nothing(course, monkeypatch, capsys):
    monkeypatch.chdir(course)
    assert main(["build"]) == 0
    assert main(["build", "--check"]) == 0
    golden = course / "pixelup" / "golden" / "02-mini.json"
    before = golden.read_text()
    golden.write_text(before + " ")
    capsys.readouterr()
    assert main(["build", "--check"]) == 1
    assert "02-mini.json: stale; run `python -m autograder build`" in capsys.readouterr().err
    assert golden.read_text() == before + " "
    assert main(["build"]) == 0
    assert golden.read_text() == before


def test_a_product_without_source_is_named(course, monkeypatch, capsys):
    monkeypatch.chdir(course)
    main(["build"])
    (course / "pixelup" / "golden" / "09-gone.json").write_text("{}")
    assert main(["build", "--check"]) == 1
    assert "its source is gone" in capsys.readouterr().err


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.stem)
def test_the_release_is_what_nbgraders_own_command_makes(path, tmp_path):
    unit = read(path)
    source = tmp_path / "source" / unit.name / f"{unit.name}.ipynb"
    source.parent.mkdir(parents=True)
    made = notebook.source_notebook(unit)
    source.write_text(notebook.text_of(made))
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "generate_assignment", unit.name, "--create"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        # nbgrader calls alembic by its bare name
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    theirs = nbformat.read(tmp_path / "release" / unit.name / source.name, as_version=4)
    ours = notebook.release(made)
    assert json.loads(nbformat.writes(theirs)) == json.loads(nbformat.writes(ours))


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.stem)
def test_a_release_has_a_locked_test_a_task_and_no_outputs(path):
    unit = read(path)
    made = nbformat.read(ROOT / "exercises" / unit.name / f"{unit.name}.ipynb", as_version=4)
    nbformat.validate(made)
    tests = {c.id: c for c in made.cells if c.id.startswith("check-")}
    assert [t[len("check-") :] for t in tests] == [t.name for t in unit.tasks]
    for task in unit.tasks:
        cell = tests[f"check-{task.name}"]
        assert cell.source == f"check({task.name})"
        assert cell.metadata.nbgrader.locked
        assert cell.metadata.nbgrader.points == task.points
    assert not any(c.get("outputs") for c in made.cells)
    assert len({c.id for c in made.cells}) == len(made.cells)


@pytest.mark.parametrize("path", UNITS, ids=lambda p: p.stem)
def test_nothing_secret_is_in_what_students_get(path):
    files = [
        *scan.texts(ROOT / "exercises"),
        *scan.texts(ROOT / "pixelup"),
    ]
    assert len(files) > 10
    assert [f"{x.where}: {x.line} ({x.secret})" for x in scan.leaks([read(path)], files)] == []


def test_the_wheel_holds_the_packs_and_no_solution(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("pixelup-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for path in UNITS:
        assert f"pixelup/golden/{path.stem}.json" in names
    assert {n.split("/")[0] for n in names} == {
        "pixelup",
        wheel.name.split("-py3")[0] + ".dist-info",
    }
    found = list(scan.leaks([read(p) for p in UNITS], scan.texts(wheel)))
    assert found == []


def test_the_scan_finds_a_solution_wherever_it_is(unit, tmp_path):
    tmp_path = tmp_path / "release"
    tmp_path.mkdir()
    (tmp_path / "helper.py").write_text("def f(x):\n    return  np.add(x,x, dtype=float)  # mine\n")
    leaking = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("y = 2.0 * np.asarray(x)\nreturn 2.0 * np.asarray(x)")]
    )
    nbformat.write(leaking, tmp_path / "a.ipynb")
    found = {
        (leak.where.split("/")[-1], leak.secret)
        for leak in scan.leaks([unit], scan.texts(tmp_path))
    }
    assert found == {
        ("helper.py", "02-mini, the reference of double"),
        ("a.ipynb", "02-mini, accepted times-two of double"),
    }


def test_a_text_that_shows_a_secret_stops_the_build(course, monkeypatch, capsys):
    monkeypatch.chdir(course)
    monkeypatch.setattr(
        "autograder.build.pack.dumps", lambda unit: '{"hint": "return 2.0 * np.asarray(x)"}'
    )
    assert main(["build"]) == 2
    said = capsys.readouterr().err
    assert "02-mini.json would show students the line" in said
    assert not (course / "exercises").exists()


def test_labels_do_not_reach_the_notebook(unit):
    text = notebook.text_of(notebook.release(notebook.source_notebook(unit)))
    assert "(mini)=" not in text
    assert "# Mini" in text


def test_the_titles_of_sections_are_read_from_the_chapter(course):
    (course / "book").mkdir()
    (course / "book" / "02-mini.md").write_text("(mini)=\n# The smallest chapter\n\ntext\n")
    assert sections(course, "02-mini") == {"mini": "The smallest chapter"}
    golden = products(course, read(course / "solutions" / "02-mini.md"))[1].text
    assert pack.loads(golden).sections == (("mini", "The smallest chapter"),)
