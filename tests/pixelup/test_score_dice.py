"""Masks are judged by Dice; what is wrong with them is named only where it is measured."""

from dataclasses import replace

import numpy as np
import pytest

from pixelup import show
from pixelup.judge import judge
from pixelup.pack import dumps, loads
from pixelup.score import Score
from pixelup.score_dice import SIGNS, dice
from pixelup.task import Answer, Mistake, Task, Unit
from pixelup.trained import ALONE, LARGE, drawn

SCORE = Score(
    data="GlyphMasks",
    images=60,
    classes=2,
    thresholds=(0.7, 0.9),
    settings=(("split", "test"),),
    kind="dice",
)
MISTAKES = tuple(Mistake(f"is-{s}", f"Hint of {s}.", (), "here", s) for s in SIGNS)
BARE = Task("segment", 4, ("images",), mistakes=MISTAKES, score=SCORE)


@pytest.fixture(scope="module")
def task():
    return drawn(BARE, 7)


def logits(masks):
    """Scores (n, 2, H, W) that say these masks."""
    return np.stack([1 - masks, masks], axis=1) * 6.0 - 3


def answers(task, change=lambda m: m):
    """Answers that are the truth, changed; on pixels from 0 to 255 nothing is found."""
    given = [Answer(value=logits(change(c.expected.value))) for c in task.cases]
    given[1] = Answer(value=given[0].value[:ALONE])
    given[2] = Answer(value=logits(np.zeros_like(task.cases[2].expected.value)))
    return tuple(given)


def sign(task, given):
    verdict = judge(task, given)
    assert not verdict.passed
    return verdict.mistake and verdict.mistake.name.removeprefix("is-")


def grown(masks):
    """One pixel more on all sides."""
    shifts = [np.roll(masks, (i, j), (1, 2)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return np.max(shifts, axis=0)


def boxes(masks):
    filled = np.zeros_like(masks)
    for mask, box in zip(masks, filled, strict=True):
        i, j = np.nonzero(mask)
        box[i.min() : i.max() + 1, j.min() : j.max() + 1] = 1
    return filled


def in_blocks(masks):
    return masks[:, ::4, ::4].repeat(4, axis=1).repeat(4, axis=2)


def half_of_them(masks):
    """Every second picture has an empty mask."""
    return masks * (np.arange(len(masks)) % 2)[:, None, None]


def test_dice_of_a_picture_is_twice_what_is_shared_over_both():
    p, t = np.zeros((4, 2, 4), int), np.zeros((4, 2, 4), int)
    p[0, 0], t[0, 0, :2] = 1, 1  # four pixels, two of them right
    p[1] = t[1] = 1
    t[2, 0, 0] = 1  # nothing found
    assert dice(p, t).tolist() == [4 / 6, 1, 0, 1]  # the last: nothing there, nothing found


def test_a_picture_where_nothing_is_and_something_was_found_counts_nothing():
    empty, one = np.zeros((1, 3, 3), int), np.ones((1, 3, 3), int)
    assert dice(one, empty).tolist() == [0]


def test_several_classes_count_the_same():
    t = np.array([[[0, 1, 1, 1], [0, 2, 0, 0]]])
    assert dice(t, t, classes=3).tolist() == [1]
    assert dice(np.where(t == 2, 0, t), t, classes=3).tolist() == [0.5]


def test_masks_come_with_their_pictures(task):
    assert [len(c.args[0]) for c in task.cases] == [60, ALONE, min(60, LARGE)]
    x, y = task.cases[0].args[0], task.cases[0].expected.value
    assert (x.shape, x.dtype) == ((60, 3, 32, 32), np.float32)
    assert (y.shape, set(np.unique(y))) == ((60, 32, 32), {0, 1})


def test_every_threshold_is_worth_the_same(task):
    assert judge(task, answers(task)).points == 4
    verdict = judge(task, answers(task, grown))
    assert verdict.points == 0
    lower = replace(task, score=replace(SCORE, thresholds=(0.4, 0.9)))
    assert judge(lower, answers(task, half_of_them)).points == 2


def test_the_worst_masks_are_told_with_pictures(task):
    verdict = judge(task, answers(task, half_of_them))
    said = show.text(verdict, Unit("u", "U", ()))
    assert "Dice 0.500: the mean of 60 pictures, from 0.00 to 1.00." in said
    assert "The mean Dice of 60 pictures is 0.500; 0.90 is asked for." in said
    assert "Dice of at least 0.70  ✗ not yet" in said
    html = show.html(verdict, Unit("u", "U", ()))
    assert html.count("data:image/png;base64,") == 9
    for alt in ("the picture", "its true mask", "your mask"):
        assert html.count(f'alt="{alt}"') == 3
    assert len(html) < 40_000


@pytest.mark.parametrize(
    ("change", "wanted", "fact"),
    [
        (np.zeros_like, "all-background", ""),
        (np.ones_like, "no-background", ""),
        (lambda m: m[:1].repeat(len(m), axis=0), "one-mask-for-all", ""),
        (lambda m: 1 - m, "inverted", "With the classes exchanged, they have a Dice of 1.000."),
        (in_blocks, "blocks", "The blocks are 4 pixels wide."),
        (lambda m: m[:, :, ::-1], "turned", "With left and right exchanged"),
        (lambda m: m.transpose(0, 2, 1), "turned", "With rows and columns exchanged"),
        (
            lambda m: np.roll(m, (1, -2), (1, 2)),
            "shifted",
            "Moved by 1 pixel up and 2 pixels to the right, they have a Dice of",
        ),
        (boxes, "boxes", "Dice with the boxes is 1.000."),
        (grown, "too-thick", "Dice with thicker things is"),
        (half_of_them, None, ""),
    ],
)
def test_what_is_wrong_is_named_where_it_is_measured(task, change, wanted, fact):
    given = answers(task, change)
    assert sign(task, given) == wanted
    assert fact in judge(task, given).failure.sentence


def test_random_masks_have_no_name(task):
    rng = np.random.default_rng(0)
    assert sign(task, answers(task, lambda m: (rng.random(m.shape) < 0.3).astype(int))) is None


def test_signs_that_every_score_has(task):
    main, few, large = answers(task, half_of_them)
    other = Answer(value=few.value + 1)
    assert sign(task, (main, other, large)) == "batch-dependent"
    true = Answer(value=logits(task.cases[2].expected.value))
    assert sign(task, (main, few, true)) == "wrong-scale"
    soft = (main.value + 3) / 6
    assert sign(task, (Answer(value=soft), Answer(value=soft[:ALONE]), large)) == "probabilities"


def test_nothing_but_logits_of_each_class_for_each_pixel_is_counted(task):
    right = answers(task)
    for value, words in (
        (right[0].value.argmax(axis=1), "return the logits of all classes"),
        (right[0].value[:, :, ::2], "where (60, 2, 32, 32) is expected"),
        (right[0].value * np.nan, "no finite numbers"),
        (None, "logits of each class for each pixel, is expected"),
    ):
        verdict = judge(task, (Answer(value=value), *right[1:]))
        assert verdict.points == 0
        assert words in verdict.failure.sentence


def test_the_pack_says_that_it_is_dice(task):
    text = dumps(Unit("u", "U", (task,)))
    assert '"kind": "dice"' in text
    assert loads(text).tasks[0].score == SCORE
