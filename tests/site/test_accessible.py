"""axe-core finds nothing: WCAG 2.2 AA and its best practices, light and dark, wide and narrow."""

import pytest

from tests.site.axe import axe_findings

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "wrong", "large", "cell", "plain", "search"])
def test_axe_finds_nothing(visit, book, name, theme, width):
    one = visit((book / f"{name}.html").as_uri(), theme=theme, width=width, wait="h1:visible")
    assert axe_findings(one.page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "wrong"])
def test_numbers_have_a_contrast_of_4_5(visit, site, theme, name):
    # axe cannot judge text below the frame of the window; the browser's own colours can.
    one = visit(f"{site}/{name}.html", theme=theme)
    contrasts = one.page.locator(".pxu-cell").evaluate_all(
        """cells => {
          const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
          const lum = text => { const [r, g, b] = rgb(text).map(v => v / 255)
            .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          return cells.map(cell => { const s = getComputedStyle(cell);
            const [a, b] = [lum(s.color), lum(s.backgroundColor)].sort((p, q) => q - p);
            return (a + 0.05) / (b + 0.05); });
        }"""
    )
    assert len(contrasts) > 20
    assert min(contrasts) >= 4.5
