"""The SegmentationExplorer on a static page, by mouse and by keyboard alone."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect
from safetensors.numpy import save

from pixelup.widgets import SegmentationExplorer, segmenter
from tests.site.conftest import NOTEBOOK_HEAD
from tests.site.figure import choose, words
from tests.site.reader import (
    assert_accessible,
    assert_alive_offline,
    assert_bad_links_are_told,
    assert_still_on_paper,
    status,
    tab_to,
)
from tests.site.work import too_much

pytestmark = pytest.mark.browser

PAGES = {
    "index": (
        "# One\n\n```{anywidget} segmentation_explorer\nexample: 4\n"
        "label: Which pixels are digit?\n```\n"
    ),
    "cell": NOTEBOOK_HEAD
    + """# From a cell

```{code-cell} ipython3
from pixelup.datasets import GlyphMasks
from pixelup.widgets import SegmentationExplorer

x, y = GlyphMasks("test", size=24).draw(1, seed=3)
SegmentationExplorer(image=x[0].permute(1, 2, 0), truth=y[0], probability=0.8 * y[0])
```
""",
}
CANVAS = """canvas => { const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return Array.from({ length: height * width }, (_, n) => [...data.slice(4 * n, 4 * n + 4)]); }"""


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def field(page, nth):
    return page.locator(".pxu-fields .pxu-heat").nth(nth)


def counted(page):
    """Hit, missed, invented and rest as the legend says them."""
    return [int(n) for n in page.locator(".pxu-kinds strong").all_text_contents()]


def sums(page):
    return page.locator(".pxu-measures td:nth-child(3)").all_text_contents()


def wanted(**traits):
    found = SegmentationExplorer(**{"example": 4, **traits}).counts()
    return [found[kind] for kind in ("hit", "missed", "invented")]


def test_it_shows_what_python_computes(page):
    explorer = SegmentationExplorer(example=4)
    assert counted(page)[:3] == wanted()
    assert sum(counted(page)) == 32 * 32
    assert sums(page) == [
        "(35 + 925) / 1024 = 93.8 %",
        "35 / (35 + 22 + 42) = 0.354",
        "2 · 35 / (2 · 35 + 22 + 42) = 0.522",
    ]
    assert words(page).endswith("By accuracy that would be better, and it finds nothing.")
    shown = np.array(field(page, 0).locator("canvas").evaluate(CANVAS))[:, :3]
    pixels = 255 * explorer.picture().transpose(1, 2, 0).reshape(-1, 3)
    np.testing.assert_allclose(shown, pixels, atol=1.01)
    blue = np.array(field(page, 1).locator("canvas").evaluate(CANVAS))[:, 0]
    p = explorer.probabilities().ravel()
    np.testing.assert_allclose(blue, 255 - p * (255 - 74), atol=1.01)


def test_patterns_not_colour_alone_tell_the_errors(page):
    patterns = np.array(page.locator(".pxu-patterns").evaluate(CANVAS)).reshape(32, 8, 32, 8, 4)
    explorer = SegmentationExplorer(example=4)
    mask, truth = explorer.judged_mask(), explorer.true_mask()
    inked = (patterns[..., 3] > 0).mean((1, 3))  # the share of a pixel that is painted
    assert set(inked[mask & truth]) == {1}
    assert set(inked[~mask & truth]) == {24 / 64}
    assert set(inked[mask & ~truth]) == {0.5}
    assert set(inked[~mask & ~truth]) == {0}


def test_the_threshold_by_keyboard_and_what_is_said(page):
    tab_to(page, "e.type === 'range'")
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    assert counted(page)[:3] == wanted(threshold=0.3)
    said = status(page, 550)
    hit, missed, invented = wanted(threshold=0.3)
    assert said.startswith(
        f"The network’s mask: {hit} hit, {missed} missed, {invented} invented. Dice "
    )
    page.keyboard.press("End")
    assert counted(page)[::2][0] == 0
    assert sums(page)[2].endswith("= 0.000")
    page.keyboard.press("Home")
    assert counted(page)[1] == counted(page)[3] == 0


@pytest.mark.parametrize("maker", ["no shortcut", "coarse", "background"])
def test_every_mask_is_judged(page, maker):
    page.get_by_label("Mask by", exact=True).select_option(maker)
    assert counted(page)[:3] == wanted(maker=maker)
    page.get_by_label("Digit, if the probability is above", exact=True).press("ArrowRight")
    moved = {"threshold": 0.51, "maker": "network" if maker == "background" else maker}
    assert counted(page)[:3] == wanted(**moved)


def test_every_picture_and_the_maps_of_every_layer(page):
    sizes = {"down1": "12 × 16 × 16", "down2": "24 × 8 × 8", "middle": "24 × 8 × 8",
             "up2": "12 × 16 × 16"}  # fmt: skip
    for n in range(5):
        page.get_by_label("Picture", exact=True).select_option(str(n))
        assert counted(page)[:3] == wanted(example=n)
    for layer, size in sizes.items():
        page.get_by_label("Maps of", exact=True).select_option(layer)
        assert page.locator(".pxu-maps .pxu-shape").text_content() == size
    maps = page.locator(".pxu-maps [role=slider]")
    maps.focus()
    page.keyboard.press("ArrowRight")
    assert re.match(r"map 0, row 0, column 1: [\d.]+$", maps.get_attribute("aria-valuetext"))


def test_arrow_keys_go_from_pixel_to_pixel_and_space_paints(page):
    mask = SegmentationExplorer(example=4).judged_mask()
    truth = SegmentationExplorer(example=4).true_mask()
    tab_to(page, "e.getAttribute('aria-label')?.startsWith('Mask against truth')")
    for key in ("End", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    kind = ("background, and called so", "invented", "missed", "hit")[
        int(mask[1, 30]) + 2 * int(truth[1, 30])
    ]
    assert kind in page.locator(".pxu-pixel").text_content()
    assert page.locator(".pxu-pixel").text_content().startswith("Row 1, column 30: probability ")
    page.keyboard.press("Space")
    mask[1, 30] ^= True
    assert page.get_by_label("Mask by", exact=True).input_value() == "painted"
    own = {"maker": "painted", "painted": mask.astype(int)}
    assert counted(page)[:3] == wanted(**own)
    assert status(page, 550).startswith("Your mask: ")
    page.keyboard.press("Space")
    assert counted(page)[:3] == wanted()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Mask ag")


def test_a_mouse_paints_and_wipes(page):
    page.get_by_role("button", name="Paint a mask of your own").click()
    assert counted(page)[0] == counted(page)[2] == 0
    box = field(page, 2).bounding_box()
    unit = box["width"] / 32
    x, y = box["x"] + 4.5 * unit, box["y"] + 6.5 * unit

    def stroke(pixels):
        page.mouse.move(x, y)
        page.mouse.down()
        for n in range(pixels):
            page.mouse.move(x + n * unit, y)
        page.mouse.up()

    stroke(9)
    assert counted(page)[0] + counted(page)[2] == 9
    stroke(4)  # it begins on a painted pixel: this wipes
    assert counted(page)[0] + counted(page)[2] == 5
    # The next picture is the network's again.
    choose(page, "Picture", "1")
    assert page.get_by_label("Mask by", exact=True).input_value() == "network"


def test_a_network_of_ones_own_on_its_own_picture(visit, url):
    page = visit(f"{url}/cell.html").page
    assert page.locator(".pxu-fields .pxu-shape").first.text_content() == "24 × 24"
    hit, missed, invented, _ = counted(page)
    assert hit > 0
    assert missed == invented == 0
    assert page.get_by_label("Picture", exact=True).input_value() == ""
    page.get_by_label("Mask by", exact=True).select_option("no shortcut")
    assert counted(page)[:3] != [hit, 0, 0]  # the figure's own network is asked
    assert page.locator(".pxu-about-maps").text_content().startswith("6 × 6 places")


def test_weights_of_ones_own(page, tmp_path):
    own = {k: v for k, v in segmenter.stored().items() if not k.startswith("examples")}
    own["up1.bias"] = np.array([9, -9], np.float32)  # nothing is digit
    (tmp_path / "own.safetensors").write_bytes(save(own))
    (tmp_path / "no.safetensors").write_bytes(save({"up1.bias": np.zeros(3, np.float32)}))
    before, file = counted(page), page.get_by_label("Your own weights")
    file.set_input_files(tmp_path / "own.safetensors")
    expect(page.locator(".pxu-sizes")).to_have_text(
        "Weights: own.safetensors, in this browser only."
    )
    given = SegmentationExplorer(example=4, weights=str(tmp_path / "own.safetensors"))
    assert counted(page)[:3] == [*given.counts().values()] != before[:3]
    page.get_by_role("button", name="Our weights", exact=True).click()
    assert counted(page) == before
    file.set_input_files(tmp_path / "no.safetensors")
    expect(page.locator(".pxu-note")).to_have_text(
        "no.safetensors is no segmenter of this form: "
        "a segmenter has down1.weight of 12 × 3 × 4 × 4, this file has none."
    )


def test_a_link_brings_the_state(visit, url):
    own = SegmentationExplorer(example=2, threshold=0.75, maker="coarse", layer="up2", position=70)
    page = visit(f"{url}/index.html#{own.fragment()}").page
    assert counted(page)[:3] == [*own.counts().values()]
    assert page.locator(".pxu-pixel").text_content().startswith("Row 2, column 6: ")
    page.get_by_role("button", name="Paint a mask of your own").click()
    field(page, 2).press("Space")
    page.get_by_role("button", name="Copy link").click()
    link = page.evaluate("location.hash")
    page = visit(f"{url}/cell.html{link}").page
    assert counted(page)[0] + counted(page)[2] == 1
    bad = (
        "example:5", "example:x", "threshold:2", "threshold:x", "maker:you", "layer:up1",
        "painted:1,0", "painted:a", "turn:1",
    )  # fmt: skip
    assert_bad_links_are_told(page, "segmentation", bad, "example:1")


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(page):
    assert_still_on_paper(page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    assert_accessible(page, width)


def test_an_act_draws_only_what_changed(page):
    one, patterns = 32 * 32, 256 * 256
    maps = 4 * 9 * 6 * 9  # four rows of six maps with gaps, at most
    over = too_much(
        page,
        {"slide": (2 * one + patterns + maps, 60), "move": (0, 20)},
        """({figure, key}) => {
          const slide = figure.querySelector('input[type=range]');
          const picture = figure.querySelector('.pxu-fields .pxu-heat');
          return {
            slide: n => { slide.value = 0.3 + 0.02 * n; slide.dispatchEvent(new Event('input')); },
            move: n => key(picture, n % 2 ? 'ArrowUp' : 'ArrowDown'),
          };
        }""",
    )
    assert over == {}
