"""Pictures get their size, and those below the first heading wait."""

import pictures
import pytest
from PIL import Image


@pytest.fixture
def site(tmp_path):
    (tmp_path / "_images").mkdir()
    Image.new("RGB", (30, 20)).save(tmp_path / "_images" / "a.png")
    svg = (
        '<?xml version="1.0"?>\n<svg xmlns="x" {} version="1.1"><image width="9" height="9"/></svg>'
    )
    (tmp_path / "_images" / "b.svg").write_text(svg.format('width="75pt" height="37.5pt"'))
    (tmp_path / "_images" / "c.svg").write_text(svg.format('viewBox="0 0 1 1"'))
    (tmp_path / "_images" / "d.png").write_text("no picture")
    return tmp_path


def test_pictures_get_their_size_and_wait(site):
    page = (
        '<h1>A</h1><img alt="a" src="_images/a.png" />'
        '<h2>B</h2><p><img src="_images/b.svg" alt="b"></p>'
        '<img src="_static/logo.png"><img src="https://elsewhere/_images/a.png">'
    )
    made = pictures.patient(page, site)
    assert made == (
        '<h1>A</h1><img alt="a" src="_images/a.png" decoding="async" width="30" height="20" />'
        '<h2>B</h2><p><img src="_images/b.svg" alt="b" decoding="async" loading="lazy" '
        'width="100" height="50" /></p>'
        '<img src="_static/logo.png"><img src="https://elsewhere/_images/a.png">'
    )
    assert pictures.patient(made, site) == made


@pytest.mark.parametrize("name", ["c.svg", "d.png", "gone.png"])
def test_a_picture_that_does_not_say_its_size_waits_all_the_same(site, name):
    page = f'<h1>A</h1><h2>B</h2><img src="_images/{name}" />'
    made = pictures.patient(page, site)
    assert made.endswith(f'<img src="_images/{name}" decoding="async" loading="lazy" />')


def test_a_size_that_an_author_gave_stays(site):
    page = '<img src="_images/a.png" style="width: 50%" />'
    expected = '<img src="_images/a.png" style="width: 50%" decoding="async" />'
    assert pictures.patient(page, site) == expected


def test_a_page_in_a_folder_finds_its_pictures(site):
    (site / "guide").mkdir()
    made = pictures.patient('<img src="../_images/a.png" />', site / "guide")
    assert 'width="30" height="20"' in made
