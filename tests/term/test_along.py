"""Files beside a notebook: weights above all, under the names that platforms give them."""

from pathlib import PurePosixPath

import pytest

from autograder.term import collect as collecting
from autograder.term.along import wanted, weights
from autograder.term.collect import collect
from autograder.term.roster import Student, add
from autograder.term.submission import current

from .conftest import RIGHT, WRONG, handin, placed, write, zipped

pytestmark = pytest.mark.xdist_group("term")

NET = "lenet.safetensors"


@pytest.fixture
def trained(classroom, monkeypatch):
    """A class whose second unit wants weights beside the notebook."""
    monkeypatch.setattr(collecting, "weights", lambda _, unit: (NET,) if unit == "03-mini" else ())
    add(classroom.root, (Student("ada", canvas_id="101"), Student("bob", canvas_id="102")))
    return classroom


@pytest.mark.parametrize(
    "name",
    [
        NET,
        "lenet-1.safetensors",
        "lenet (1).safetensors",
        "lovelaceada_101_9002_lenet.safetensors",
        "lovelaceada_LATE_101_9002_lenet-2.safetensors",
        "Ada Lovelace_7001_assignsubmission_file_lenet.safetensors",
    ],
)
def test_weights_are_known_whatever_a_platform_makes_of_their_name(name):
    assert wanted((NET,), PurePosixPath("x") / name) == NET


@pytest.mark.parametrize("name", ["lenet.pt", "mylenet.safetensors", "lenet", "net.safetensors"])
def test_other_files_are_not(name):
    assert wanted((NET,), PurePosixPath(name)) == ""


def test_canvas_weights_come_to_lie_beside_their_notebook(trained, tmp_path):
    text = handin(trained, "03-mini", RIGHT)
    other = handin(trained, "02-mini", RIGHT)
    source = zipped(
        tmp_path / "submissions.zip",
        {
            "lovelaceada_101_9001_03-mini-1.ipynb": text,
            "lovelaceada_101_9002_lenet-1.safetensors": b"weights",
            "lovelaceada_101_9003_02-mini.ipynb": other,  # two units in one archive
            "mullerbob_102_9004_03-mini.ipynb": text,
        },
    )
    lines = collect(trained, [source])
    assert placed(trained, "ada", "03-mini") == ["03-mini.ipynb", NET, "timestamp.txt"]
    assert placed(trained, "ada", "02-mini") == ["02-mini.ipynb", "timestamp.txt"]
    said = {(n.student, n.unit): n.said for n in lines}
    assert f"without {NET}, so its cell will have to train" in said["bob", "03-mini"]
    assert NET not in said["ada", "03-mini"]
    assert NET not in said["ada", "02-mini"]


def test_new_weights_for_the_same_notebook_are_another_work(trained, tmp_path):
    text = handin(trained, "03-mini", RIGHT)
    for number, (data, when) in enumerate((("a", "01"), ("b", "02"))):
        folder = tmp_path / f"in{number}" / "ada"
        write(folder / "03-mini.ipynb", text, f"2026-10-{when}T12:00:00+00:00")
        write(folder / NET, data, f"2026-10-{when}T12:00:00+00:00")
        (line,) = collect(trained, [folder.parent])
        assert line.end == "taken"
    assert (trained.submitted("ada", "03-mini") / NET).read_text() == "b"
    assert len(list((trained.root / "kept" / "ada" / "03-mini").iterdir())) == 1


def test_weights_without_their_notebook_are_kept_and_named(trained, tmp_path):
    write(tmp_path / "in" / "ada" / NET, "weights")
    (line,) = collect(trained, [tmp_path / "in"])
    assert (line.end, line.student) == ("unplaced", "ada")
    assert line.said == "came without its notebook; ask for both together"
    (kept,) = (trained.root / "kept" / "unplaced").iterdir()
    assert kept.read_text() == "weights"


def test_a_file_that_is_far_too_large_is_refused_by_name(trained, tmp_path, monkeypatch):
    monkeypatch.setattr(collecting, "MAX_BESIDE", 1000)
    write(tmp_path / "in" / "ada" / "03-mini.ipynb", handin(trained, "03-mini", WRONG))
    write(tmp_path / "in" / "ada" / NET, "w" * 1001)
    lines = collect(trained, [tmp_path / "in"])
    assert [n.end for n in lines] == ["refused", "taken"]
    assert "and no notebook; ask for a smaller file" in lines[0].said
    assert current(trained, "ada", "03-mini") is not None


def test_a_unit_without_weights_wants_none(classroom):
    assert weights(classroom, "02-mini") == ()
    assert weights(classroom, "99-unknown") == ()
