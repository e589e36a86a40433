"""The SignalExplorer on a static page, by mouse and by keyboard alone."""

import re

import pytest

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
    "index": "# One\n\n```{anywidget} signal_explorer\nlabel: Fifty layers\n```\n",
    "normed": (
        "# Normed\n\n```{anywidget} signal_explorer\ninit: he\nnorm: batch\nskips: identity\n"
        "depth: 20\nlayer: 7\n```\n"
    ),
}


@pytest.fixture
def page(visit, url):
    """Open the first page."""
    return visit(f"{url}/index.html").page


def test_small_weights_make_both_signals_vanish(page):
    assert words(page) == (
        "Weights with a standard deviation of 0.01. "
        "The activations vanish: from 0.037 to 7·10⁻⁶⁹ in layer 50. "
        "The gradients vanish: from 0.98 to 3·10⁻⁶⁷ in layer 1."
    )


@pytest.mark.parametrize(
    ("example", "forward", "backward"),
    [
        ("weights of 1", "explode", "explode"),
        ("Glorot with ReLU", "vanish", "vanish"),
        ("He with ReLU", "stay", "stay"),
        ("0.01 with batch norm", "stay", "explode"),
        ("skips without a norm", "explode", "explode"),
        ("skips and batch norm", "stay", "stay"),
    ],
)
def test_every_example_has_the_fate_that_theory_gives(page, example, forward, backward):
    choose(page, "Example", example)
    assert f"The activations {forward}" in words(page)
    assert f"The gradients {backward}" in words(page)
    assert page.get_by_label("Example", exact=True).input_value() == example


def test_new_random_numbers_are_others_and_tell_the_same_story(page):
    choose(page, "Example", "skips and batch norm")
    before = words(page)
    page.get_by_role("button", name="New random numbers").click()
    assert words(page) != before
    assert "The gradients stay" in words(page)


def test_the_keyboard_alone_does_it_all(page):
    press = page.keyboard.press
    tab_to(page, "e.tagName === 'SELECT' && e.labels[0].textContent === 'Weights'")
    page.keyboard.type("He")
    assert status(page, 400).startswith("The activations stay within a factor of 1000")
    tab_to(page, "e.role === 'slider' && e.ariaLabel.startsWith('Activations')")
    press("ArrowLeft")
    assert words(page, 1).startswith("Layer 49: ")
    press("Home")
    assert re.match(
        r"Layer 1: the activations have a standard deviation of 0\.\d+, and", status(page, 400)
    )
    slider = page.get_by_role("slider", name="Gradients")
    assert slider.get_attribute("aria-valuenow") == "1"
    assert slider.get_attribute("aria-valuetext").startswith("layer 1, standard deviation")


def test_the_mouse_chooses_a_layer_and_fewer_layers_keep_it_inside(page):
    slider = page.get_by_role("slider", name="Activations")
    box = slider.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 20)
    assert words(page, 1).startswith("Layer 26: ")
    page.get_by_label("Layers", exact=True).fill("10")
    assert words(page, 1).startswith("Layer 10: ")
    assert slider.get_attribute("aria-valuemax") == "10"


def test_a_shared_link_brings_the_state_back(visit, url):
    link = "#signal=depth:12/activation:tanh/init:large/norm:layer/skips:none/seed:3/layer:4"
    page = visit(f"{url}/index.html{link}").page
    assert words(page, 1).startswith("Layer 4: ")
    assert page.get_by_label("Norm", exact=True).input_value() == "layer"
    page.get_by_role("button", name="Copy link").click()
    assert page.evaluate("decodeURIComponent(location.hash)") == link
    bad = ("depth:1", "init:xavier", "norm:group", "kernel:1")
    assert_bad_links_are_told(page, "signal", bad, "depth:9")


def test_it_works_from_a_folder_without_network(visit, folder):
    assert_alive_offline(visit, folder, PAGES)


def test_on_paper_the_still_replaces_it(visit, url):
    assert_still_on_paper(visit(f"{url}/index.html").page)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_and_nothing_sticks_out(visit, folder, name, theme, width):
    page = visit((folder / f"{name}.html").as_uri(), theme=theme, width=width).page
    assert_accessible(page, width)


def test_an_act_draws_only_what_changed(visit, url):
    page = visit(f"{url}/index.html").page
    picture = 50 * (18 * 2 + 1)  # layers, rows of magnitudes and of zeros
    bars = {"layer": (0, 25), "norm": (2 * picture, 40)}
    over = too_much(
        page,
        bars,
        """({figure, key, choose}) => ({
          layer: n => key(figure.querySelector('[role=slider]'), n % 3 ? 'ArrowLeft' : 'Home'),
          norm: n => choose('Norm', ['none', 'batch', 'layer'][n % 3]),
        })""",
    )
    assert over == {}
