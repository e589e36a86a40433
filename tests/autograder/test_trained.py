"""Tasks of a trained network: from the source to the proof, and back to the student."""

import json
from dataclasses import replace

import pytest

from autograder import training, verify_trained
from autograder.__main__ import main
from autograder.build import products
from autograder.errors import SourceError
from autograder.source import read
from autograder.verify import prove
from pixelup import pack

from .trained_course import FILE, MISTAKES, NAME, SOURCE, make_trained_course


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose trainings were measured."""
    folder = tmp_path_factory.mktemp("trained")
    make_trained_course(folder)
    assert main(["--course", str(folder), "thresholds", "06"]) == 0
    return folder


@pytest.fixture(scope="module")
def unit(course):
    return read(course / "solutions" / f"{NAME}.md")


def wrong(folder, source):
    with pytest.raises(SourceError) as caught:
        read(make_trained_course(folder, source))
    return str(caught.value)


def test_the_settings_are_read(unit):
    score = unit.tasks[0].score
    assert score.thresholds == (0.3, 0.55)
    assert score.settings == (("split", "test"),)
    assert score.weights.tensors == (("weight", (10, 784)), ("bias", (10,)))
    assert score.budget == 90


@pytest.mark.parametrize(
    ("line", "instead", "words"),
    [
        ("threshold: 0.3, 0.55", "threshold: 55", "threshold is 55"),
        ("threshold: 0.3, 0.55", "threshold: 0.55, 0.3", "threshold"),
        ('data: GlyphDigits(split="test")', "data: digits", "no call"),
        ("weights: linear.safetensors", "weights: linear.pt", "weights"),
        ("tensors: {weight: [10, 784], bias: [10]}", "tensors: 3", "tensors"),
        ("score: accuracy", "score: loss", "score is 'loss'"),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(tmp_path, line, instead, words):
    said = wrong(tmp_path, SOURCE.replace(line, instead))
    assert words in said
    assert "\n" not in said


def test_a_mistake_is_like_one_that_has_a_sign(tmp_path):
    assert "has no sign" in wrong(tmp_path, SOURCE + MISTAKES.replace("like: never", "like: too"))


def test_dice_is_another_score_with_classes_and_signs_of_its_own(tmp_path):
    masks = SOURCE.replace("score: accuracy", "score: dice").replace(
        "GlyphDigits(split", "GlyphMasks(split"
    )
    score = read(make_trained_course(tmp_path, masks)).tasks[0].score
    assert (score.kind, score.classes, score.data) == ("dice", 2, "GlyphMasks")
    said = wrong(tmp_path / "other", masks + MISTAKES)
    assert "sign is 'guessing'" in said
    assert "all-background" in said


def test_a_training_is_of_the_code_that_draws_its_images():
    assert set(training._package("GlyphMasks")) > set(training._package("GlyphDigits"))


def test_a_right_answer_without_eval_is_told(course, unit, monkeypatch):
    real = verify_trained.judge

    def remarked(task, answers, broken=()):
        verdict = real(task, answers, broken)
        measured = verdict.measured and replace(verdict.measured, remark="Forgotten.")
        return replace(verdict, measured=measured)

    monkeypatch.setattr(verify_trained, "judge", remarked)
    said = "\n".join(prove(course, unit)[0].problems)
    assert "the reference passes with a remark" in said


def test_everything_is_proven(course, unit):
    (proof,) = prove(course, unit)
    assert proof.problems == ()
    assert proof.killed == proof.mistakes == 5
    assert proof.groups == 2
    assert proof.seconds < 2


def test_the_record_says_how_everything_did(unit):
    runs = training.load(unit, unit.tasks[0])
    assert list(runs) == list(training.solutions(unit.tasks[0]))
    assert all(len(r.accuracy) == training.SEEDS for r in runs.values())
    assert min(runs["the reference"].accuracy) > 0.55
    assert set(runs["bytes"].sign) == {"wrong-scale"}
    assert training.stale(unit, unit.tasks[0]) == ()


def test_changed_code_must_be_measured_again(course, unit, tmp_path):
    changed = SOURCE.replace("1500", "1600") + MISTAKES.replace(", 10)\n", ", 20)\n")
    other = read(make_trained_course(tmp_path, changed))
    (tmp_path / "solutions" / "records").symlink_to(course / "solutions" / "records")
    assert training.stale(other, other.tasks[0])[0] == "the reference"
    (proof,) = prove(tmp_path, other)
    assert "not measured with this code: the reference" in proof.problems[0]
    commented = read(make_trained_course(tmp_path, SOURCE.replace("    ###", "    # why\n    ###")))
    assert "the reference" not in training.stale(commented, commented.tasks[0])


def test_a_record_that_does_not_separate_is_told(course, unit, monkeypatch):
    real = training.load

    def spoilt(unit, task):
        runs = dict(real(unit, task))
        ref, few, scale = runs["the reference"], runs["too-few"], runs["bytes"]
        high = training.Runs(few.code, (0.6, *few.accuracy[1:]), few.sign, few.seconds)
        low = training.Runs(ref.code, (0.5, *ref.accuracy[1:]), ref.sign, 1000.0)
        silent = training.Runs(
            scale.code, scale.accuracy, ("guessing", *scale.sign[1:]), scale.seconds
        )
        return runs | {"too-few": high, "the reference": low, "bytes": silent}

    monkeypatch.setattr("autograder.verify_trained.load", spoilt)
    said = "\n".join(prove(course, unit)[0].problems)
    assert "the reference fails for 1 of 20 seeds (worst 50.0%)" in said
    assert "takes 1000 s of CPU" in said
    assert "mistake too-few passes for 1 of 20 seeds (best 60.0%)" in said
    assert "mistake bytes does not show its sign for 1 of 20 seeds" in said
    assert "mistake bytes would be named never-trained" in said


def test_what_students_get_holds_no_code_and_no_image(course, unit):
    notebook, golden = products(course, unit)
    assert "draw(1500" not in notebook.text + golden.text
    assert len(golden.text) < 3000
    assert [m.name for m in pack.loads(golden.text).tasks[0].mistakes] == [
        "never-trained",
        "bytes",
        "off-by-one",
    ]
    assert "check(classify)" in notebook.text
    cell = next(c for c in json.loads(notebook.text)["cells"] if c["id"] == "classify")
    assert "train_or_load" in "".join(cell["source"])


@pytest.fixture
def student(course, unit, tmp_path, monkeypatch):
    """A notebook's names and its checker, in a folder of its own."""
    from autograder.run import cell_in
    from pixelup.check import Checker

    golden = pack.loads(products(course, unit)[1].text)
    monkeypatch.setattr(pack, "load", lambda _: golden)
    monkeypatch.chdir(tmp_path)
    task = unit.tasks[0]

    def make(name="the reference"):
        code = training.solutions(task)[name]
        return Checker(NAME), cell_in(unit, task, code, name, tmp_path)

    return make


def test_check_tells_the_accuracy_and_that_others_are_graded(student, capsys, tmp_path):
    check, classify = student()
    assert check(classify, task="classify") == 4
    said = capsys.readouterr().out
    assert "Accuracy" in said
    assert "Most often confused" in said
    assert "The grader asks for 600 other images of the same kind." in said
    assert f"Hand in `{FILE}` together with this notebook." in said
    (tmp_path / FILE).unlink()
    check(classify, task="classify")
    assert f"Not ready to hand in: `{FILE}` is not there" in capsys.readouterr().out


def test_check_says_what_fits(student, capsys):
    check, classify = student("bytes")
    assert check(classify, task="classify") == 0
    said = capsys.readouterr().out
    assert "The answers are right for pixels from 0 to 255." in said
    assert "Think about this (bytes): What fits this is bytes." in said


def test_the_command_line_says_when_the_file_is_missing(course, unit, tmp_path, monkeypatch):
    from pixelup import homework

    notebook, golden = products(course, unit)
    monkeypatch.setattr(pack, "load", lambda _: pack.loads(golden.text))
    monkeypatch.setattr(pack, "names", lambda: (NAME,))
    path = tmp_path / f"{NAME}.ipynb"
    made = json.loads(notebook.text)
    cell = next(c for c in made["cells"] if c["id"] == "classify")
    cell["source"] = unit.tasks[0].reference.replace('"linear.safetensors"', '"other.safetensors"')
    path.write_text(json.dumps(made))
    monkeypatch.chdir(tmp_path)
    (row,) = homework.check_notebook(path).rows
    assert row.points == 4
    assert "right, but not ready to hand in: `linear.safetensors` is not there" in row.found


def test_a_cell_that_trains_has_its_budget(unit):
    from nbformat.v4 import new_code_cell

    from autograder.grade.judged import JudgedExecute

    execute = JudgedExecute(timeout=60)
    execute._source = unit
    trains = new_code_cell(metadata={"nbgrader": {"grade_id": "classify"}})
    assert execute._get_timeout(trains) == 90
    assert execute._get_timeout(new_code_cell()) == 60
    assert execute._get_timeout(None) == 60
