"""The LayerCounter on a static page, by mouse and by keyboard alone."""

import pytest

from pixelup.widgets import LayerCounter
from tests.site.reader import status, tab_to
from tests.site.work import too_much

pytestmark = pytest.mark.browser

PAGES = {
    "index": "# One\n\n```{anywidget} layer_counter\nlabel: A label\n```\n",
    "full": "# Full\n\n```{anywidget} layer_counter\nlayers:\n"
    + "  - {kind: conv, filters: 8, kernel: 3, padding: 1}\n" * 24
    + "```\n",
}


@pytest.fixture
def page(visit, url):
    """Open the default stack."""
    return visit(f"{url}/index.html").page


def table(page):
    """Output, parameters, multiplications, memory and dense parameters of each row."""
    return page.locator(".pxu-stack tbody tr, .pxu-stack tfoot tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td')]"
        ".filter(cell => !cell.hidden).map(cell => cell.textContent))"
    )


def expected(counter):
    """What the Python side says of the same stack, without the memory."""
    rows = counter.rows()
    lines = [
        [
            " × ".join(map(str, r.shape)),
            f"{r.parameters:,}",
            f"{r.multiplications:,}",
            f"{r.dense:,}",
        ]
        for r in rows
    ]
    sums = [sum(getattr(r, n) for r in rows) for n in ("parameters", "multiplications", "dense")]
    return [*lines, [lines[-1][0], *(f"{s:,}" for s in sums)]]


def without_memory(rows):
    return [[*row[:3], row[4]] for row in rows]


def test_it_counts_what_python_counts(page):
    assert without_memory(table(page)) == expected(LayerCounter())
    assert [row[3] for row in table(page)] == ["55 kB", "23 kB", "7.8 kB", "104 kB with input"]
    assert page.locator(".pxu-label").text_content() == "A label"
    assert "times as many parameters" in page.locator(".pxu-ways").text_content()


def test_examples_and_sizes_are_chosen(page):
    page.get_by_label("Example").select_option("the lecture's hundred filters")
    assert table(page)[0] == ["100 × 96 × 96", "7,600", "69,120,000", "3.7 MB", "27,648,921,600"]
    page.get_by_label("Height").fill("40")
    assert table(page)[0][0] == "100 × 36 × 96"
    assert page.get_by_label("Example").input_value() == ""
    page.get_by_label("Height").fill("")
    page.get_by_label("Width").click()
    assert page.get_by_label("Height").input_value() == "40"  # what is no number is put back


def test_every_field_of_a_layer_counts(page):
    page.get_by_label("Layer 2, convolution, filters").fill("32")
    page.get_by_label("Layer 2, convolution, kernel").fill("4")
    page.get_by_label("Layer 2, convolution, stride").fill("3")
    page.get_by_label("Layer 2, convolution, padding").fill("2")
    layers = LayerCounter().layers
    layers[1] = {"kind": "conv", "filters": 32, "kernel": 4, "stride": 3, "padding": 2}
    assert without_memory(table(page)) == expected(LayerCounter(layers=layers))
    assert status(page, 550).startswith("Output 40 by 5 by 5, ")


def test_layers_are_added_moved_and_removed(page):
    page.get_by_role("button", name="Add pooling").click()
    page.get_by_role("button", name="Add dense").click()
    layers = [
        *LayerCounter().layers,
        {"kind": "pool", "kernel": 2, "stride": 2},
        {"kind": "dense", "units": 10},
    ]
    assert without_memory(table(page)) == expected(LayerCounter(layers=layers))
    page.get_by_role("button", name="Move up layer 4, pooling").click()
    layers[2], layers[3] = layers[3], layers[2]
    assert without_memory(table(page)) == expected(LayerCounter(layers=layers))
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "Move up layer 3, pooling"
    page.get_by_role("button", name="Remove layer 1, convolution").click()
    del layers[0]
    assert without_memory(table(page)) == expected(LayerCounter(layers=layers))
    assert page.evaluate(focused) == "Remove layer 1, convolution"


def test_a_layer_that_does_not_fit_is_told(page):
    page.get_by_label("Layer 3, convolution, kernel").fill("19")
    rows = table(page)
    assert rows[2] == ["The kernel, 19 × 19, does not fit into 17 × 17."]
    assert rows[-1][1] == "5,300"
    assert status(page, 550) == "The kernel, 19 × 19, does not fit into 17 × 17."
    page.get_by_role("button", name="Add dense").click()
    page.get_by_role("button", name="Move up layer 4, dense").click()
    rows = table(page)
    assert rows[2][0] == "10"
    assert rows[3][0].startswith("A dense layer's output is no picture")


def test_the_keyboard_alone_builds_a_stack(page):
    press = page.keyboard.press
    tab_to(page, "e.ariaLabel === 'Layer 1, convolution, filters'")
    press("ArrowUp")
    assert table(page)[0][0] == "11 × 37 × 37"
    tab_to(page, "e.ariaLabel === 'Remove layer 2, convolution'")
    press("Enter")
    assert len(table(page)) == 3
    tab_to(page, "e.textContent === 'Add convolution'")
    press("Enter")
    assert len(table(page)) == 4
    assert page.evaluate("document.activeElement.ariaLabel") == "Layer 3, convolution, filters"
    page.keyboard.type("5")  # the field held 16
    assert table(page)[2][0].startswith("165 × ")
    bare = page.locator(".pxu").first.evaluate(
        "box => [...box.querySelectorAll('button, input, select, [tabindex]')]"
        ".filter(e => !e.hidden && !e.hasAttribute('data-lm-suppress-shortcuts'))"
        ".map(e => e.outerHTML)"
    )
    assert bare == []


def test_there_is_an_end_to_a_stack(visit, url):
    page = visit(f"{url}/full.html").page
    page.get_by_role("button", name="Add dense").click()
    assert "24 layers are enough here" in page.locator(".pxu-note").text_content()
    assert len(table(page)) == 25


def test_a_link_carries_the_stack(visit, url):
    one = visit(f"{url}/index.html", permissions=["clipboard-read", "clipboard-write"])
    one.page.get_by_label("Example").select_option("LeNet-5")
    one.page.get_by_role("button", name="Copy link").click()
    one.page.get_by_text("Copied.").wait_for()
    link = one.page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(
        "#layers=input:1.28.28/layers:conv.6.5.1.2;pool.2.2;conv.16.5.1.0;pool.2.2;"
        "dense.120;dense.84;dense.10"
    )
    again = visit(link)
    assert table(again.page) == table(one.page)
    assert again.page.get_by_label("Example").input_value() == "LeNet-5"
    bad = visit(f"{url}/index.html#layers=input:1.2/layers:")
    assert "The link was not understood" in bad.page.locator(".pxu-note").text_content()
    for seen in (one, again, bad):
        assert seen.complaints == []
        assert seen.foreign(url) == []


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_it_fits_every_width(visit, url, width):
    page = visit(f"{url}/index.html", width=width).page
    box = page.locator(".pxu").bounding_box()
    inside = page.locator(".pxu").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert inside
    assert box["x"] + box["width"] <= width
    page.emulate_media(media="print")
    assert page.locator(".pxu-still svg").is_visible()


def test_an_act_changes_only_the_numbers_that_changed(visit, url):
    page = visit(f"{url}/full.html").page
    bars = {"filters": (0, 200)}
    over = too_much(
        page,
        bars,
        """({figure}) => {
          const inputs = figure.querySelectorAll('.pxu-layer input');
          return {
            filters: n => {
              const field = inputs[(4 * n) % inputs.length];  // the filters of one layer
              field.value = String(8 + (n % 5));
              field.dispatchEvent(new Event('input'));
            },
          };
        }""",
    )
    assert over == {}
