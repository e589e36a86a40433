"""The way to an exercise: a notebook, a wheel, a line for pip; Colab and Binder where they work."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.site.axe import axe_findings
from tests.site.conftest import build_book, write_book
from tests.site.course import built

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("course")]
ROOT = Path(__file__).parents[2]
GITHUB = "https://github.com/someone/pixel-up"
BASE = "https://someone.example.org/course/"


@pytest.fixture(scope="module")
def site(course_site):
    return course_site


@pytest.fixture
def turn(visit, site):
    return visit(f"{site}/turn.html", wait=".pxt-done:visible")


def test_the_notebook_is_that_of_the_exercise(turn, tmp_path):
    block = turn.page.get_by_role("region", name="Exercise: Convolution")
    with turn.page.expect_download() as download:
        block.get_by_role("link", name="Download the notebook").click()
    assert download.value.suggested_filename == "02-convolution.ipynb"
    download.value.save_as(tmp_path / "got.ipynb")
    own = ROOT / "exercises" / "02-convolution" / "02-convolution.ipynb"
    assert (tmp_path / "got.ipynb").read_bytes() == own.read_bytes()
    assert "Slide it yourself." in block.text_content()


def test_tasks_and_points_are_those_of_the_exercise(turn):
    block = turn.page.get_by_role("region", name="Exercise: Convolution")
    golden = json.loads((ROOT / "pixelup" / "golden" / "02-convolution.json").read_text())
    rows = block.locator("tbody tr").evaluate_all(
        "all => all.map(r => [...r.children].map(c => c.textContent))"
    )
    tasks = [[task["name"], str(task["points"])] for task in golden["tasks"]]
    assert rows[: len(tasks)] == tasks
    total = sum(int(points) for _, points in rows)
    assert f"{len(tasks)} tasks, {total} points" in block.text_content()
    assert not block.locator("table").is_visible()
    block.locator("summary").focus()
    turn.page.keyboard.press("Enter")
    assert block.locator("table").is_visible()


def test_pip_installs_from_the_site_itself(turn, site):
    lines = turn.page.locator(".pxt-pip pre").all_text_contents()
    wheel = f"{site}/downloads/pixelup-0.1.0-py3-none-any.whl"
    assert [line.strip() for line in lines] == [
        f'pip install "pixelup @ {wheel}"',
        f'pip install "pixelup[torch] @ {wheel}"',
    ]


def test_from_a_folder_pip_installs_the_downloaded_file(visit, course):
    one = visit((course / "turn.html").as_uri(), wait=".pxt-done:visible", offline=True)
    lines = one.page.locator(".pxt-pip pre").all_text_contents()
    assert [line.strip() for line in lines] == [
        'pip install "./pixelup-0.1.0-py3-none-any.whl"',
        'pip install "./pixelup-0.1.0-py3-none-any.whl[torch]"',
    ]
    assert one.complaints == []


def test_a_page_in_a_folder_finds_the_same_files(visit, site):
    one = visit(f"{site}/guide/deep.html", wait=".pxt-done:visible")
    hrefs = one.page.locator(".pxt a[download]").evaluate_all("all => all.map(a => a.href)")
    assert hrefs == [
        f"{site}/downloads/02-convolution.ipynb",
        f"{site}/downloads/pixelup-0.1.0-py3-none-any.whl",
    ]
    assert f"pixelup @ {site}/downloads/" in one.page.locator(".pxt-pip pre").text_content()


def test_the_wheel_is_complete_and_works(course, tmp_path):
    wheel = course / "downloads" / "pixelup-0.1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(tmp_path)
    for name in ("check.py", "golden/02-convolution.json", "widgets/static/loader.js"):
        assert f"pixelup/{name}" in names
    assert not [name for name in names if name.startswith(("autograder", "solutions", "tests"))]
    code = "import pixelup; print(pixelup.__file__); pixelup.checker('02-convolution')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(tmp_path))


def test_without_a_repository_there_are_no_dead_links(course):
    for page in course.rglob("*.html"):
        text = page.read_text()
        assert "colab" not in text.lower(), page
        assert "mybinder" not in text.lower(), page
        assert "executablebooks" not in text, page


def test_with_a_repository_colab_and_binder_open_the_notebook():
    text = (built(GITHUB, BASE) / "turn.html").read_text()
    path = "exercises/02-convolution/02-convolution.ipynb"
    colab = "https://colab.research.google.com/github/someone/pixel-up/blob/main"
    assert f'href="{colab}/{path}"' in text
    quoted = path.replace("/", "%2F")
    assert f'href="https://mybinder.org/v2/gh/someone/pixel-up/main?labpath={quoted}"' in text
    assert f"pixelup @ {BASE}downloads/pixelup-0.1.0-py3-none-any.whl" in text


def test_mark_as_done_by_keyboard_stays(turn):
    page = turn.page
    block = page.get_by_role("region", name="Exercise: Convolution")
    block.get_by_role("button", name="Mark as done").focus()
    page.keyboard.press("Enter")
    assert block.get_by_role("button", name="Done").is_visible()
    page.reload()
    page.wait_for_selector(".pxt-done:visible")
    assert block.get_by_role("button", name="Done").is_visible()
    block.get_by_role("button", name="Done").click()
    assert block.get_by_role("button", name="Mark as done").is_visible()
    assert turn.complaints == []


def test_without_scripts_all_but_the_button_is_there(visit, site):
    one = visit(f"{site}/turn.html", wait=None, java_script_enabled=False)
    assert one.page.get_by_role("link", name="Download the notebook").count() == 2
    assert not one.page.locator(".pxt-done").first.is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(visit, course, theme, width):
    address = (course / "turn.html").as_uri()
    one = visit(address, theme=theme, width=width, wait=".pxt-done:visible")
    for summary in one.page.locator(".pxt summary").all():
        summary.click()
    assert axe_findings(one.page) == []
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_exercise_that_is_not_there_fails_the_build(tmp_path):
    write_book(tmp_path, {"index": "# Wrong\n\n```{your-turn} 99-nothing\n```\n"})
    done = build_book(tmp_path)
    assert done.returncode != 0
    assert "index.md:3: " in done.stderr
    assert "your-turn: pixelup/golden/99-nothing.json is missing: choose from" in done.stderr
    assert "or run 'python -m autograder build 99-nothing'" in done.stderr
