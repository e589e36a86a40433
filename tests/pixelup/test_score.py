"""Trained networks are judged by how often they are right; causes are named where proven."""

from dataclasses import replace

import numpy as np
import pytest

from pixelup import show
from pixelup.judge import judge
from pixelup.pack import dumps, loads
from pixelup.score import Score
from pixelup.score_accuracy import SIGNS
from pixelup.task import TIMEOUT, Answer, Mistake, Task, Unit
from pixelup.trained import ALONE, LARGE, drawn
from pixelup.weights import Weights

SCORE = Score(
    data="GlyphDigits",
    images=600,
    classes=10,
    thresholds=(0.5, 0.9),
    settings=(("split", "test"),),
    weights=Weights("net.safetensors", (("w", (3, 2)),)),
)
MISTAKES = tuple(Mistake(f"is-{s}", f"Hint of {s}.", (), "here", s) for s in SIGNS)
BARE = Task("classify", 4, ("images",), mistakes=MISTAKES, score=SCORE)


@pytest.fixture(scope="module")
def task():
    return drawn(BARE, 7)


def oracle(task, share=1.0, shift=0):
    """Answers of a network that is right for a share of the images."""
    answers = []
    for case in task.cases:
        labels = case.expected.value
        logits = np.eye(10)[(labels + shift) % 10] * 3 - 1
        wrong = np.arange(len(labels)) >= share * len(labels)
        logits[wrong] = np.eye(10)[(labels[wrong] + 1) % 10]
        answers.append(Answer(value=logits))
    answers[2] = Answer(value=answers[0].value[:ALONE])
    return tuple(answers)


def test_images_are_drawn_in_batches_and_never_in_the_order_of_their_classes(task):
    sizes = [len(c.args[0]) for c in task.cases]
    assert sizes == [500, 100, ALONE, LARGE]
    x = task.cases[0].args[0]
    assert x.shape == (500, 1, 28, 28)
    assert x.dtype == np.float32
    assert 0 <= x.min() < x.max() <= 1
    labels = np.concatenate([c.expected.value for c in task.cases[:2]])
    assert any(len(set(labels[i : i + 10].tolist())) < 10 for i in range(0, 600, 10))
    assert task.cases[3].args[0].max() > 200


def test_a_seed_gives_the_same_images_and_another_one_others(task):
    again, other = drawn(BARE, 7), drawn(BARE, 8)
    assert np.array_equal(task.cases[0].args[0], again.cases[0].args[0])
    assert not np.array_equal(task.cases[0].args[0], other.cases[0].args[0])


@pytest.mark.parametrize(("share", "points"), [(1.0, 4), (0.9, 4), (0.6, 2), (0.3, 0)])
def test_every_threshold_is_worth_the_same(task, share, points):
    verdict = judge(task, oracle(task, share))
    assert verdict.points == points
    assert round(600 * verdict.measured.value) == round(600 * share)
    assert f"{round(600 * share)} of 600" in verdict.measured.told
    assert verdict.passed == (points == 4)


def test_what_is_confused_is_told_with_pictures(task):
    verdict = judge(task, oracle(task, 0.6))
    said = show.text(verdict, Unit("u", "U", ()))
    assert "Accuracy 60.0%: 360 of 600 images." in said
    assert "taken for" in said
    assert "360 of 600 images are right (60.0%); 90% are asked for." in said
    html = show.html(verdict, Unit("u", "U", ()))
    assert 0 < html.count("data:image/png;base64,") <= 12
    assert 'alt="class' in html
    assert len(html) < 20_000
    assert show.data(verdict)["case"] is None


def sign(task, answers):
    verdict = judge(task, answers)
    assert not verdict.passed
    return verdict.mistake and verdict.mistake.name.removeprefix("is-")


def test_a_network_that_only_guesses(task):
    rng = np.random.default_rng(0)
    noise = [rng.normal(size=(len(c.expected.value), 10)) for c in task.cases]
    noise[2] = noise[0][:ALONE]
    assert sign(task, tuple(Answer(value=n) for n in noise)) == "guessing"
    same = tuple(Answer(value=np.eye(10)[[3] * len(n)] - 0.5) for n in noise)
    assert sign(task, same) == "guessing"
    assert "600 of 600 images are taken for class 3." in judge(task, same).failure.sentence


def test_classes_with_each_others_names(task):
    assert sign(task, oracle(task, 1.0, shift=1)) == "renamed-classes"


def test_pixels_of_another_scale(task):
    blind = oracle(task, 0.2)
    assert sign(task, (*blind[:3], oracle(task)[3])) == "wrong-scale"


def test_probabilities_instead_of_logits(task):
    soft = []
    for a in oracle(task, 0.55):
        e = np.exp(a.value)
        soft.append(Answer(value=e / e.sum(axis=1, keepdims=True)))
    assert sign(task, tuple(soft)) == "probabilities"


def test_answers_that_depend_on_the_batch(task):
    first, second, few, large = oracle(task, 0.55)
    assert (
        sign(task, (first, second, replace(few, value=few.value + 1), large)) == "batch-dependent"
    )


def test_a_forgotten_eval_is_told_where_all_points_are_given(task):
    first, second, few, large = oracle(task)
    verdict = judge(task, (first, second, replace(few, value=few.value + 1), large))
    assert (verdict.passed, verdict.points, verdict.mistake) == (True, 4, None)
    for said in (show.text(verdict, Unit("u", "U", ())), show.html(verdict, Unit("u", "U", ()))):
        assert "A remark that costs no points" in said
    assert "<code>network.eval()</code>" in show.html(verdict, Unit("u", "U", ()))
    assert "network.eval()" in " ".join(show.data(verdict)["measured"])
    assert not judge(task, oracle(task)).measured.remark


def test_no_cause_is_named_without_evidence(task):
    assert sign(task, oracle(task, 0.7)) is None


def test_nothing_but_a_row_of_logits_an_image_is_counted(task):
    right = oracle(task)
    for value, words in (
        (right[0].value.argmax(axis=1), "return the logits of all classes"),
        (right[0].value[:7], "where (500, 10) is expected"),
        (right[0].value * np.nan, "no finite numbers"),
        ("4", "The string '4'"),
        (None, "None, where"),
    ):
        verdict = judge(task, (Answer(value=value), *right[1:]))
        assert verdict.points == 0
        assert words in verdict.failure.sentence
    verdict = judge(task, (Answer(error=TIMEOUT, message="2 s"), *right[1:]))
    assert "No answer within 2 s" in verdict.failure.sentence


def test_what_does_not_count_may_fail(task):
    right = oracle(task)
    lost = (*right[:2], Answer(error="ValueError"), Answer(value="no"))
    assert judge(task, lost).passed


def test_the_pack_holds_the_recipe_and_no_image(task):
    text = dumps(Unit("u", "U", (task,)))
    assert len(text) < 3000
    back = loads(text).tasks[0]
    assert back.score == SCORE
    assert '"kind"' not in text.split('"score"')[1]  # as packs of old
    assert back.cases == ()
    assert back.mistakes == MISTAKES
