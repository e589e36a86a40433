"""Malformed files of weights, handed in between honest students and graded for real."""

import json
import pickle
import struct

import nbformat
import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from autograder import training
from autograder.__main__ import main
from autograder.classroom import open_class
from autograder.grade.journal import Journal
from autograder.source import read
from tests.autograder.trained_course import FILE, NAME, make_trained_course


def header(entries, numbers=b""):
    text = json.dumps(entries).encode()
    return struct.pack("<Q", len(text)) + text + numbers


def huge(file, _):
    entry = {"dtype": "F32", "shape": [200_000, 200_000], "data_offsets": [0, 160_000_000_000]}
    file.write_bytes(header({"weight": entry, "bias": entry}))


class Evil:
    """Reading this pickle would leave a file behind."""

    def __reduce__(self):
        return open, ("/tmp/pu-pickle-was-read", "w")


def renamed_pickle(file, _):
    file.write_bytes(pickle.dumps(Evil()))


def renamed_torch(file, good):
    torch.save(good, file)


def truncated(file, good):
    save_file(good, file)
    file.write_bytes(file.read_bytes()[:40])


def not_finite(file, good):
    save_file(good | {"bias": torch.full((10,), np.nan)}, file)


def shape(file, good):
    save_file(good | {"bias": torch.zeros(11)}, file)


def extra(file, good):
    save_file(good | {"more": torch.zeros(3)}, file)


def link(file, _):
    file.symlink_to("/etc/passwd")


def sparse(file, _):
    with file.open("wb") as f:
        f.truncate(2 << 30)


MALFORMED = {
    "huge": (huge, "of shape [200000, 200000], where [10, 784] is expected"),
    "pickle": (renamed_pickle, "is a pickle under another name"),
    "torch": (renamed_torch, "is a pickle under another name"),
    "truncated": (truncated, "is cut short"),
    "nan": (not_finite, "10 weights that are no finite numbers"),
    "shape": (shape, "`bias` of shape [11], where [10] is expected"),
    "extra": (extra, "a tensor `more` that the network does not have"),
    "link": (link, "is a link to another place"),
    "sparse": (sparse, "2,147,483,648 bytes"),
}


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """A class: each malformed file twice, beside right code and beside nothing; honest ones."""
    course = tmp_path_factory.mktemp("course")
    path = make_trained_course(course)
    unit = read(path)
    task = unit.tasks[0]
    training.measure(unit, task, (training.REFERENCE,), seeds=1)
    folder = course / "class"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course)
        assert main(["init", str(folder)]) == 0
        made = open_class(folder)
        text = made.source(NAME).read_text()
        perfect = nbformat.reads(text, 4)
        good = load_file(training.folder_of(unit) / FILE)
        for number, (name, (spoil, _)) in enumerate(MALFORMED.items()):
            spoil(hand_in(made, f"{number}-{name}", perfect) / FILE, good)
        save_file(good, hand_in(made, "0-honest", perfect) / FILE)
        save_file(good, hand_in(made, "9-honest", perfect) / FILE)
        hand_in(made, "trains", perfect)
        lazy = nbformat.reads(text, 4)
        cell = next(c for c in lazy.cells if c.id == "classify")
        cell.source = cell.source.replace("fit_linear(layer, images.x, images.y)", "pass")
        huge(hand_in(made, "lazy", lazy) / FILE, good)
        assert main(["grade", str(folder), "--workers", "2"]) == 0
    return made


def hand_in(made, student, notebook):
    target = made.submitted(student, NAME)
    target.mkdir(parents=True)
    nbformat.write(notebook, target / f"{NAME}.ipynb")
    return target


def outcome(classroom, student):
    return Journal(classroom.work / "journal.jsonl").find(student, NAME)


def printed(classroom, student):
    made = nbformat.read(classroom.autograded(student, NAME) / f"{NAME}.ipynb", 4)
    cell = next(c for c in made.cells if c.id == "classify")
    return "".join(o.get("text", "") for o in cell.outputs)


@pytest.mark.parametrize("student", ["0-honest", "9-honest"])
def test_honest_students_are_graded_with_their_weights(classroom, student):
    assert outcome(classroom, student).status == "graded"
    assert outcome(classroom, student).points == 4
    assert f"The weights come from {FILE}" in printed(classroom, student)


def test_without_weights_the_cell_trains(classroom):
    assert outcome(classroom, "trains").status == "graded"
    assert outcome(classroom, "trains").points == 4
    assert "The weights come from" not in printed(classroom, "trains")


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_named_and_never_read(classroom, name):
    student = next(s for s in classroom.students(NAME) if s.endswith(f"-{name}"))
    found = outcome(classroom, student)
    assert found.status == "flagged"
    assert [n for n in found.notes if MALFORMED[name][1] in n]
    assert found.points == 4  # the training beside it is right
    assert "The weights come from" not in printed(classroom, student)
    assert not (classroom.autograded(student, NAME) / FILE).exists()


def test_it_gets_no_more_than_the_work_deserves(classroom):
    assert outcome(classroom, "lazy").points == 0
    assert outcome(classroom, "lazy").tasks[0].mistake == "never-trained"


def test_no_pickle_was_read(classroom):
    from pathlib import Path

    assert classroom
    assert not Path("/tmp/pu-pickle-was-read").exists()


def test_the_feedback_page_says_how_well_it_did(classroom):
    assert main(["feedback", str(classroom.root), NAME]) == 0
    lazy = (classroom.feedback("lazy", NAME) / f"{NAME}.html").read_text()
    assert "600 images are right" in lazy
    assert "Look there first." in lazy
    honest = (classroom.feedback("9-honest", NAME) / f"{NAME}.html").read_text()
    assert "Accuracy" in honest
    assert "Most often confused" in honest


def test_the_sentence_stands_in_the_test_cell_too(classroom):
    graded = classroom.autograded("4-nan", NAME) / f"{NAME}.ipynb"
    cell = next(c for c in nbformat.read(graded, 4).cells if c.id == "check-classify")
    said = cell.outputs[0]["data"]["text/plain"]
    assert "no finite numbers" in said
    assert "So the cell was run without it and had to train." in said
