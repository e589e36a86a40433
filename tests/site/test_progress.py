"""Progress: read, solved, done; beside the chapters; out of and into a file; never sent."""

import json
import re

import pytest

from tests.site.axe import axe_findings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("course")]
KEY = "pixelup-progress"
KEYS = ".pxp-open:visible"  # the keys come with these buttons, after the first paint


@pytest.fixture(scope="module")
def site(course_site):
    return course_site


def kept(page):
    text = page.evaluate(f"localStorage.getItem('{KEY}')")
    return json.loads(text) if text else None


def wait_until_kept(page, word):
    """Poll from here: the site's policy keeps Playwright's own polling out."""
    for _ in range(100):
        if word in (page.evaluate(f"localStorage.getItem('{KEY}')") or ""):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{word} is not in {kept(page)}")


def badge(page, title):
    link = page.locator(".bd-links a", has_text=title)
    return link.locator(".pxp-badge:not([hidden])").all_text_contents()


def table(page):
    rows = page.locator("#pxp-panel tbody tr").evaluate_all(
        "all => all.map(r => [...r.children].map(c => c.textContent))"
    )
    return {title: rest for title, *rest in rows}


def open_panel(page):
    page.get_by_role("button", name="Your progress").click()
    page.wait_for_selector("#pxp-panel[open]")


def test_a_section_is_read_when_its_end_stayed_on_the_screen(visit, site):
    one = visit(f"{site}/long.html", wait="h1:visible", height=500)
    page = one.page
    wait_until_kept(page, '"long"')
    assert kept(page)["read"] == {"long": ["long"]}  # the intro alone is on the screen
    page.locator("#inside h3").scroll_into_view_if_needed()
    wait_until_kept(page, '"one"')
    assert kept(page)["read"] == {"long": ["long", "one"]}
    assert badge(page, "Long") == ["50 % done"]
    page.keyboard.press("End")
    wait_until_kept(page, '"two"')
    assert "inside" not in kept(page)["read"]["long"]  # jumped over
    assert badge(page, "Long") == ["75 % done"]
    assert one.complaints == []


def test_scrolling_past_is_not_reading(visit, site):
    page = visit(f"{site}/long.html", wait="h1:visible", height=500).page
    page.evaluate(
        """async () => {
          document.documentElement.style.scrollBehavior = 'auto';
          for (let y = 0; y < document.body.scrollHeight; y += 300) {
            scrollTo(0, y); await new Promise(done => setTimeout(done, 30));
          }
          scrollTo(0, 0);
        }"""
    )
    page.wait_for_timeout(1500)
    assert kept(page)["read"] == {"long": ["long"]}


def test_the_sidebar_shows_every_chapter_and_follows(visit, site):
    page = visit(f"{site}/quizzes.html", wait=".pxq-alive").page
    assert badge(page, "Quizzes") == []
    page.locator("#quiz-single input").first.check()
    page.locator("#quiz-single .pxq-check").click()
    assert badge(page, "Quizzes")[0] != ""
    page.goto(f"{site}/guide/deep.html")
    page.get_by_role("button", name="Mark as done").click()
    wait_until_kept(page, '"deep"')
    assert badge(page, "Deep") == ["✓ all done"]
    assert badge(page, "Turn") != []  # the same exercise stands there
    assert badge(page, "Quizzes") != []
    page.goto(f"{site}/index.html")
    page.wait_for_selector(".pxp-badge:not([hidden])")
    assert badge(page, "Deep") == ["✓ all done"]


def test_another_tab_follows(visit, site):
    one = visit(f"{site}/turn.html", wait=".pxt-done:visible")
    other = one.context.new_page()
    other.goto(f"{site}/turn.html")
    other.locator(".pxt-done").first.click()
    one.page.get_by_role("button", name="Done ✓").wait_for()


def test_the_panel_counts(visit, site):
    page = visit(f"{site}/quizzes.html", wait=".pxq-alive").page
    open_panel(page)
    rows = table(page)
    assert list(rows) == ["Quizzes", "Turn", "Long", "Deep"]
    assert rows["Quizzes"][1] == "0 of 5"
    assert rows["Turn"][2] == "0 of 2"
    assert rows["Long"] == ["0 of 4", "–", "–"]
    page.keyboard.press("Escape")
    assert not page.locator("#pxp-panel").is_visible()
    page.locator("#quiz-number .pxq-field").fill("6998")
    page.locator("#quiz-number .pxq-check").click()
    open_panel(page)
    assert table(page)["Quizzes"][1] == "1 of 5"


@pytest.mark.parametrize("where", ["server", "folder"])
def test_out_into_a_file_and_back_in_another_browser(visit, site, course, where, tmp_path):
    root = site if where == "server" else course.as_uri()
    one = visit(f"{root}/turn.html", wait=".pxt-done:visible")
    one.page.locator(".pxt-done").first.click()
    open_panel(one.page)
    one.requests.clear()
    with one.page.expect_download() as download:
        one.page.get_by_role("button", name="Save as a file").click()
    assert download.value.suggested_filename == "pixelup-progress.json"
    file = tmp_path / "pixelup-progress.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["done"] == {"02-convolution": True}
    assert one.foreign("file:") == []  # a blob of its own, and nothing else

    other = visit(f"{root}/turn.html", wait=".pxt-done:visible")
    other.page.locator(".pxt-done").nth(1).click()
    open_panel(other.page)
    other.requests.clear()
    with other.page.expect_file_chooser() as chooser:
        other.page.get_by_role("button", name="Load a file").click()
    chooser.value.set_files(file)
    status = other.page.locator(".pxp-status")
    status.filter(has_text="Loaded").wait_for()
    assert kept(other.page)["done"] == {"02-convolution": True, "04-pooling": True}
    assert table(other.page)["Turn"][2] == "2 of 2"
    assert other.requests == []
    assert one.complaints == other.complaints == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no json", "it is not JSON"),
        ('{"format": 7}', "this is not a progress file of this course"),
        ('{"format": 1, "read": {}, "quizzes": [], "done": {}}', 'lacks its part "quizzes"'),
    ],
)
def test_a_file_of_something_else_changes_nothing(visit, site, content, words, tmp_path):
    page = visit(f"{site}/turn.html", wait=".pxt-done:visible").page
    page.locator(".pxt-done").first.click()
    before = kept(page)["done"]
    open_panel(page)
    (tmp_path / "other.json").write_text(content)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Load a file").click()
    chooser.value.set_files(tmp_path / "other.json")
    said = page.locator(".pxp-status").filter(has_text="was not loaded")
    said.wait_for()
    assert words in said.text_content()
    assert said.text_content().endswith("Nothing has changed.")
    assert kept(page)["done"] == before


def test_reset_asks_once_more(visit, site):
    page = visit(f"{site}/turn.html", wait=".pxt-done:visible").page
    page.locator(".pxt-done").first.click()
    open_panel(page)
    page.get_by_role("button", name="Reset").click()
    assert "once more" in page.locator(".pxp-status").text_content()
    assert kept(page)["done"]
    page.get_by_role("button", name="Save as a file").focus()  # changed one's mind
    page.get_by_role("button", name="Reset").click()
    assert kept(page)["done"]
    page.get_by_role("button", name="Really reset").click()
    assert kept(page)["done"] == {}
    assert kept(page)["quizzes"] == {}
    assert page.locator(".pxp-badge:not([hidden])").count() == 0


def test_the_keyboard_alone(visit, site):
    page = visit(f"{site}/turn.html", wait=".pxt-done:visible").page
    button = page.get_by_role("button", name="Your progress")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator("#pxp-panel").is_visible()
    assert page.evaluate("document.querySelector('#pxp-panel').contains(document.activeElement)")
    names = []
    for _ in range(6):
        names.append(page.evaluate("document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert {"×", "Save as a file", "Load a file", "Reset"} <= set(names)
    page.keyboard.press("Escape")
    assert button.evaluate("e => e === document.activeElement")


def test_shortcuts_help_and_stay_out_of_the_way(visit, site):
    one = visit(f"{site}/quizzes.html", wait=KEYS)
    page = one.page
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Keyboard shortcuts")
    assert help_.is_visible()
    page.keyboard.press("n")  # a window is open: nothing else happens
    assert page.url.endswith("quizzes.html")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    assert page.get_by_role("dialog", name="Your progress").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("np?")
    assert page.evaluate("document.activeElement.value") == "np?"
    page.keyboard.press("Escape")
    before = page.evaluate("document.documentElement.dataset.mode")
    page.locator("article h1").click()
    page.keyboard.press("t")
    assert page.evaluate("document.documentElement.dataset.mode") != before
    page.locator("#quiz-number .pxq-field").press("n")
    assert page.url.endswith("quizzes.html")
    page.locator("article h1").click()
    page.keyboard.press("Control+n")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert page.url.endswith("turn.html")
    page.wait_for_selector(KEYS)
    with page.expect_navigation():
        page.keyboard.press("p")
    assert page.url.endswith("quizzes.html")
    assert one.complaints == []


def test_a_figure_keeps_its_keys(visit, site):
    page = visit(f"{site}/index.html").page
    page.wait_for_selector(KEYS)
    page.locator(".pxu [role=gridcell][tabindex='0'], .pxu [tabindex='0']").first.focus()
    for key in ("n", "m", "?", "/"):
        page.keyboard.press(key)
    assert page.url.endswith("index.html")
    assert page.locator("dialog[open]").count() == 0


def test_single_keys_can_be_switched_off(visit, site):
    page = visit(f"{site}/long.html", wait="h1:visible").page
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Single keys on this site").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.wait_for_selector(KEYS)
    page.locator("article h1").click()
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", ["Your progress", "Keyboard shortcuts"])
def test_axe_finds_nothing_in_the_windows(visit, course, theme, width, name):
    address = (course / "turn.html").as_uri()
    page = visit(address, theme=theme, width=width, wait=".pxt-done:visible").page
    page.locator(".pxp-open", has_text=name).evaluate("e => e.click()")
    page.get_by_role("dialog", name=name).wait_for()
    assert axe_findings(page) == []
    right = page.locator("dialog[open]").evaluate("e => e.getBoundingClientRect().right")
    assert right <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_answered_quizzes(visit, course, theme, width):
    address = (course / "quizzes.html").as_uri()
    page = visit(address, theme=theme, width=width, wait=".pxq-alive").page
    assert axe_findings(page) == []
    page.evaluate(
        """for (const quiz of document.querySelectorAll('.pxq')) {
          for (const n of quiz.id === 'quiz-several' ? [0, 1] : [1])
            quiz.querySelectorAll('.pxq-choices input')[n]?.click();
          const field = quiz.querySelector('.pxq-field');
          if (field) field.value = '6997';
          quiz.querySelector('form').requestSubmit();
          for (const details of quiz.querySelectorAll('details')) details.open = true;
        }"""
    )
    assert page.locator("[data-verdict=wrong].pxq").count() == 4
    assert axe_findings(page) == []
    page.locator("#quiz-single input").first.check()
    page.locator("#quiz-single .pxq-check").click()
    page.evaluate("document.querySelector('.pxp-badge').hidden = false")
    assert axe_findings(page) == []


def test_the_script_of_the_course_names_no_third_party(course):
    text = (course / "_static" / "pixelup" / "site.js").read_text()
    assert re.findall(r"https?://[^\"'` ]+", text) == []
    assert "fetch(" not in text
    assert "XMLHttpRequest" not in text
    assert "sendBeacon" not in text
