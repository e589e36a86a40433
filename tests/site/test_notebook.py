"""The figure with a live kernel, in JupyterLab and in Notebook 7."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from itertools import chain

import nbformat
import pytest

from pixelup.widgets import FIGURES

# One Jupyter server is enough: with xdist, one worker takes them all.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("jupyter")]

# For each figure, what Python changes of it while it is shown.
CHANGES = {
    "augmentation_explorer": ("angle", 33),
    "backprop_explorer": ("w", [[5, 0], [0, 7]]),
    "convolution_explorer": ("kernel", [[5, 0], [0, 7]]),
    "detection_explorer": ("boxes", [[2, 2, 9, 9]]),
    "inside_explorer": ("random", "all"),
    "layer_counter": ("input", [3, 51, 51]),
    "lenet_explorer": ("layer", "c1"),
    "padding_stride_explorer": ("stride", 2),
    "pixel_inspector": ("position", 5),
    "pooling_explorer": ("mode", "average"),
    "receptive_field_explorer": ("pixels", 16),
    "segmentation_explorer": ("threshold", 0.9),
    "signal_explorer": ("depth", 20),
    "transfer_explorer": ("labels", 20),
}

CELLS = [
    "from pixelup.widgets import ConvolutionExplorer\n"
    "import ipywidgets\n"
    "e = ConvolutionExplorer(image=[[0, 1, 2], [3, 4, 5], [6, 7, 8]], kernel=[[0, 1], [2, 3]])\n"
    "e",
    "print('says', e.position, e.kernel, e.feature_map)",
    "e.kernel = [[1, 0], [0, -1]]; e.position = 2; e.image = [[9, 8], [7, 6], [5, 4]]",
    "slider = ipywidgets.IntSlider(max=1)\n"
    "ipywidgets.jslink((slider, 'value'), (e, 'position'))\n"
    "slider.value = 1\n"
    "ipywidgets.HBox([slider, ConvolutionExplorer(label='composed')])",
    "import numpy as np\n"
    "from pixelup import checker\n"
    "def correlate2d(x, k):\n"
    "    k = k[::-1, ::-1]\n"
    "    h, w = x.shape[0] - k.shape[0] + 1, x.shape[1] - k.shape[1] + 1\n"
    "    return np.array([[(x[i:i + k.shape[0], j:j + k.shape[1]] * k).sum()"
    " for j in range(w)] for i in range(h)])\n"
    "checker('02-convolution')(correlate2d)",
    "broken = ConvolutionExplorer(); broken.image = [[1]]; broken",
    "from pixelup.widgets import FIGURES\n"
    "figures = {name: cls() for name, cls in FIGURES.items()}\n"
    "display(*figures.values())",
    f"for name, (trait, value) in {CHANGES!r}.items(): setattr(figures[name], trait, value)\n"
    "before = {name: figure.state() for name, figure in figures.items()}",
    "print(*(name for name, figure in figures.items() if figure.state() != before[name]))",
    "'running the last cell would add another one below it'",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start a Jupyter server with a notebook; it serves both front ends."""
    folder = tmp_path_factory.mktemp("jupyter")
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(code) for code in CELLS]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    for name in ("lab", "notebook"):
        nbformat.write(notebook, folder / f"{name}.ipynb")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        f"--port={port}",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    homes = {f"JUPYTER_{name}_DIR": str(folder / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    homes["JUPYTERLAB_SETTINGS_DIR"] = str(folder / "settings")
    homes["JUPYTERLAB_WORKSPACES_DIR"] = str(folder / "workspaces")
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyter", "lab", *options],
            env={**os.environ, **homes},
            stdout=log,
            stderr=log,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(300):
                try:
                    with urllib.request.urlopen(f"{url}/api/status", timeout=5) as reply:
                        json.load(reply)
                    break
                except OSError:
                    assert process.poll() is None, (folder / "log").read_text()
                    time.sleep(0.2)
            yield url
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module", params=["lab", "notebook"])
def front(request, server, browser):
    """Open the notebook in a front end."""
    kind = "lab/tree" if request.param == "lab" else "notebooks"
    context = browser.new_context(viewport={"width": 1400, "height": 1400})
    page = context.new_page()
    page.set_default_timeout(30_000)
    foreign = []
    page.on(
        "request",
        lambda r: (
            foreign.append(r.url)
            if not r.url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))
            else None
        ),
    )
    page.goto(f"{server}/{kind}/{request.param}.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-CodeCell .cm-content")
    page.wait_for_selector("[data-status=idle], .jp-NotebookKernelStatus, .jp-Toolbar-kernelStatus")
    wait_until_idle(server, f"{request.param}.ipynb")
    run(page, 0)
    cell(page, 0).locator(".pxu").wait_for()
    yield page
    assert foreign == []
    context.close()


def wait_until_idle(server, name):
    """Wait until the notebook's kernel has started and the page is connected to it."""
    for _ in range(600):
        with urllib.request.urlopen(f"{server}/api/sessions", timeout=30) as reply:
            kernels = [s["kernel"] for s in json.load(reply) if s["path"] == name]
        if any(k["execution_state"] == "idle" and k["connections"] for k in kernels):
            return
        time.sleep(0.1)
    raise AssertionError(f"{name} has no kernel that is idle: {kernels}")


def cell(page, number):
    return page.locator(".jp-Notebook .jp-CodeCell").nth(number)


def run(page, number):
    """Run a cell and wait until the kernel answered."""
    one = cell(page, number)
    prompt = one.locator(".jp-InputPrompt").first
    before = prompt.text_content().strip()
    for tick in range(300):
        said = prompt.text_content().strip()
        if said != before and re.fullmatch(r"\[\d+\]:", said):
            break
        # a page that is not ready yet lets the key pass: nothing changes, and it is pressed again
        if tick % 30 == 0 and said == before:
            one.locator(".cm-content").click()
            page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)
    return one.locator(".jp-OutputArea-output")


def numbers(figure, name):
    return figure.locator(f"[role=grid][aria-label^='{name},'] [role=row]").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent))"
    )


def test_traits_travel_both_ways_and_arrow_keys_stay_in_the_figure(front):
    page = front
    figure = cell(page, 0).locator(".pxu")
    assert numbers(figure, "Feature map") == [["19", "25"], ["37", "43"]]
    assert figure.get_by_role("button", name="Copy link").count() == 0

    # JavaScript to Python: an arrow key, an edited weight, the map.
    figure.locator("[aria-label^='Feature map,'] [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = "document.activeElement.closest('[role=grid]')?.ariaLabel ?? ''"
    assert page.evaluate(focused).startswith("Feature map")
    figure.locator("[aria-label^='Kernel,'] [role=gridcell]").first.click()
    page.keyboard.type("-1")
    page.keyboard.press("Enter")
    assert numbers(figure, "Feature map") == [["19", "24"], ["34", "39"]]
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == len(CELLS)  # no key made a cell
    said = run(page, 1).last.text_content()
    assert said.strip() == "says 3 [[-1.0, 1.0], [2.0, 3.0]] [[19.0, 24.0], [34.0, 39.0]]"

    # Python to JavaScript: three traits in one cell.
    run(page, 2)
    assert numbers(figure, "Input") == [["9", "8"], ["7", "6"], ["5", "4"]]
    assert numbers(figure, "Feature map") == [["3"], ["3"]]
    assert "y[1, 0]" in figure.locator(".pxu-words").text_content()


def test_it_composes_with_sliders(front):
    page = front
    run(page, 2)
    run(page, 3)
    figure = cell(page, 0).locator(".pxu")
    box = cell(page, 3).locator(".widget-hbox")
    box.locator(".pxu").wait_for()
    assert box.locator(".pxu-label").text_content() == "composed"
    assert "y[1, 0]" in figure.locator(".pxu-words").text_content()
    # By mouse: Notebook 7 takes the arrow keys away from ipywidgets' own slider.
    box.locator(".noUi-target").click(position={"x": 2, "y": 2})
    figure.locator(".pxu-words", has_text="y[0, 0]").wait_for()


def test_a_failing_check_opens_it_on_the_failing_case(front):
    page = front
    run(page, 4)
    figure = cell(page, 4).locator(".pxu")
    figure.wait_for()
    expected, yours = numbers(figure, "Expected"), numbers(figure, "Yours")
    assert len(expected) == len(yours)
    assert expected != yours
    words = figure.locator(".pxu-words").text_content()
    assert re.match(r"\d+ of \d+ cells? differ", words)
    i, j = map(int, re.search(r"Row (\d+), column (\d+): expected", words).groups())
    assert expected[i][j] != yours[i][j]
    same = [a == b for a, b in zip(chain(*expected), chain(*yours), strict=True)]
    assert all(same[: i * len(expected[0]) + j])  # it is the first


def test_a_state_without_output_says_so(front):
    page = front
    run(page, 5)
    figure = cell(page, 5).locator(".pxu")
    figure.wait_for()
    words = figure.locator(".pxu-words").text_content()
    assert words == "The kernel is larger than the input: there is no output."
    assert "nothing: the kernel does not fit" in figure.text_content()


MOVES = "[role=grid] [tabindex='0'], [role=slider], input[type=number], input[type=range], select"


def test_every_figure_lives_and_hears_both_sides(front):
    page = front
    run(page, 6)
    shown = cell(page, 6).locator(".pxu")
    shown.nth(len(FIGURES) - 1).wait_for()
    assert shown.count() == len(FIGURES)
    assert set(CHANGES) == set(FIGURES)
    page.wait_for_timeout(500)  # what they computed has come to Python
    looks = "f => f.innerHTML + [...f.querySelectorAll('input')].map(i => i.value)"
    before = [shown.nth(at).evaluate(looks) for at in range(len(FIGURES))]
    run(page, 7)
    for at, name in enumerate(FIGURES):
        figure = shown.nth(at)
        for _ in range(50):
            if heard := figure.evaluate(looks) != before[at]:
                break
            page.wait_for_timeout(100)
        assert heard, f"{name} did not hear Python"
        movable = figure.locator(MOVES).locator("visible=true")
        movable.first.focus()
        for key in ("ArrowRight", "ArrowDown"):
            page.keyboard.press(key)
        inside = "f => f.contains(document.activeElement)"
        assert figure.evaluate(inside), f"{name} lost the focus to the notebook"
    moved = run(page, 8).last.text_content().split()
    assert moved == list(FIGURES)
    assert page.locator(".jp-Notebook .jp-CodeCell").count() == len(CELLS)


def test_it_follows_the_dark_theme(front):
    page = front
    figure = cell(page, 0).locator(".pxu")
    assert figure.get_attribute("data-theme") == "light"
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    page.wait_for_timeout(100)
    assert figure.get_attribute("data-theme") == "dark"
    page.evaluate("document.body.dataset.jpThemeLight = 'true'")
