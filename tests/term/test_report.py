"""The report: its numbers, its size, and that everybody can read it."""

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from autograder.__main__ import main
from autograder.grade.outcome import Outcome, TaskOutcome
from autograder.term.charts import handed_in
from autograder.term.points import CellGrade, UnitGrade
from autograder.term.report import MAX_BYTES, report_page
from autograder.term.roster import Student
from autograder.term.standing import FAILED, MISSING, Standing, Standings
from autograder.term.statistics import misconceptions, task_facts, unit_facts

pytestmark = pytest.mark.xdist_group("term")


def standing(student, unit, scores, mistakes=(), late=0.0, notes=()):
    cells = tuple(CellGrade(t, s, None, s, 2, False) for t, s in scores.items())
    tasks = tuple(
        TaskOutcome(t, s, 2, dict(mistakes).get(t, ""), "wrong") for t, s in scores.items()
    )
    status = "flagged" if notes else "graded"
    outcome = Outcome(student.student, unit, "k", status, tasks, tuple(notes))
    grade = UnitGrade(student.student, unit, datetime(2026, 10, 1, tzinfo=UTC), 0.0, cells)
    out_of = Decimal(2 * len(cells))
    points = Decimal(str(sum(scores.values())))
    return Standing(student, unit, status, points, out_of, 4, late, outcome, grade)


def table(cells):
    students = {c.student.student: c.student for c in cells}
    units = tuple(sorted({c.unit for c in cells}))
    return Standings(
        tuple(students.values()), units, {(c.student.student, c.unit): c for c in cells}
    )


@pytest.fixture(scope="module")
def dozen():
    """Twelve students: task a and b agree, task c goes the other way."""
    made = []
    for n in range(12):
        good = n % 2
        scores = {"a": 2.0 * good, "b": 2.0 * good if n else 1.0, "c": 2.0 * (1 - good)}
        mistakes = () if good else (("a", "flipped-kernel"),)
        made.append(standing(Student(f"s{n:02}"), "02-x", scores, mistakes, 60.0 * (n == 3)))
    made.append(Standing(Student("late"), "02-x", MISSING, None, Decimal(6)))
    failed = Outcome("cut", "02-x", "k", "failed", reason="cut <b>short</b>")
    made.append(Standing(Student("cut"), "02-x", FAILED, None, Decimal(6), outcome=failed))
    return table(made)


def test_tasks_that_discriminate_badly_are_found(dozen):
    facts = {t.task: t for t in task_facts(dozen)}
    assert facts["a"].discrimination < 0.2  # b and c cancel each other out in its rest
    assert facts["c"].discrimination == pytest.approx(-1, abs=0.1)
    assert facts["c"].is_weak
    assert (facts["a"].graded, facts["a"].full, facts["a"].mean) == (12, 0.5, 0.5)
    rest = [2.0 * (n % 2) + 2.0 * (1 - n % 2) if n else 3.0 for n in range(12)]
    assert facts["a"].discrimination == pytest.approx(
        np.corrcoef([2.0 * (n % 2) for n in range(12)], rest)[0, 1]
    )


def test_too_few_or_all_equal_say_nothing():
    few = table([standing(Student(f"s{n}"), "02-x", {"a": 2.0, "b": 1.0}) for n in range(5)])
    many = table([standing(Student(f"s{n}"), "02-x", {"a": 2.0, "b": 1.0}) for n in range(20)])
    for t in (*task_facts(few), *task_facts(many)):
        assert t.discrimination is None
        assert not t.is_weak


def test_misconceptions_are_ranked_with_the_students_behind(dozen):
    (known,) = misconceptions(dozen)
    assert (known.task, known.mistake, len(known.students)) == ("a", "flipped-kernel", 6)
    text = report_page("Vision", dozen)
    assert "<strong>6</strong> × flipped kernel" in text
    assert "s00, s02, s04, s06, s08, s10" in text


def test_who_is_missing_late_or_not_gradable(dozen):
    (unit,) = unit_facts(dozen)
    assert unit.missing == ("late",)
    assert unit.late == ("s03",)
    assert unit.failed == ("cut",)
    assert sum(unit.bins) == unit.graded == 12
    text = report_page("Vision", dozen)
    assert "cut &lt;b&gt;short&lt;/b&gt;" in text
    assert "s03 (1 min)" in text


def test_the_trend_by_date_is_in_the_time_zone_of_the_class():
    def at(number, when):
        one = standing(Student(f"s{number}"), "02-x", {"a": 1.0})
        return replace(one, grade=replace(one.grade, came=datetime.fromisoformat(when)))

    days = ("2026-10-01T21:30+00:00", "2026-10-01T22:30+00:00", "2026-10-02T09:00+00:00")
    few = table([at(n, when) for n, when in enumerate(days)])
    assert "2026-10-01: 2, 2026-10-02: 1" in handed_in(few, UTC)
    assert "2026-10-01: 1, 2026-10-02: 2" in handed_in(few, ZoneInfo("Europe/Paris"))
    assert "by the day" in report_page("Vision", few)
    many = table([at(n, f"2026-{n + 1:02}-15T12:00+00:00") for n in range(12)])
    assert "by the week from Monday" in handed_in(many, UTC)
    assert "2026-01-12: 1" in handed_in(many, UTC)
    none = Standing(Student("x"), "02-x", MISSING, None, Decimal(6))
    assert handed_in(table([none]), UTC) == ""


def test_a_thousand_students_and_eleven_units_are_under_1_mb():
    rng = np.random.default_rng(0)
    made = []
    for u in range(11):
        for n in range(1000):
            scores = {t: float(rng.integers(3)) for t in "abcdefg"}
            mistakes = tuple((t, f"a-known-mistake-{int(s)}") for t, s in scores.items() if s < 2)
            student = Student(f"st{n:04}@uni.example", "Surname", "Firstname")
            made.append(standing(student, f"{u:02}-a-unit", scores, mistakes[:2]))
    text = report_page("Vision", table(made))
    assert len(text.encode()) < MAX_BYTES


def test_the_command_writes_the_page_and_its_tables(graded, capsys):
    assert main(["feedback", str(graded.root), "--workers", "1"]) == 0
    assert main(["report", str(graded.root)]) == 0
    text = (graded.root / "report.html").read_text(encoding="utf-8")
    for link in re.findall(r'href="(feedback/[^"]*)"', text):
        assert (graded.root / link).is_file()
    assert text.count('href="feedback/') == 3
    with (graded.root / "report-misconceptions.csv").open() as file:
        rows = {(r["task"], r["mistake"], r["students"]) for r in csv.DictReader(file)}
    assert rows == {("double", "squared", "bob"), ("count", "rows-only", "bob")}
    with (graded.root / "report-tasks.csv").open() as file:
        assert len(list(csv.DictReader(file))) == 3
    capsys.readouterr()


def test_a_class_without_a_submission_has_a_report(classroom, capsys):
    assert main(["report", str(classroom.root)]) == 0
    text = (classroom.root / "report.html").read_text(encoding="utf-8")
    assert "No known mistake was found." in text
    assert text.count("Nobody has handed in anything yet.") == 2  # units
    assert "missing</td>" not in text
    capsys.readouterr()


def test_nothing_in_the_report_is_html():
    evil = '<script>alert(1)</script>"'
    one = standing(Student("x", evil, evil), "02-x", {"a": 1.0}, (("a", evil),), notes=(evil,))
    text = report_page(evil, table([one]))
    assert "<script" not in text
    assert json.dumps(text).count("alert(1)") == text.count("&lt;script&gt;alert(1)")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1000, 360])
def test_axe_finds_nothing_in_the_report(dozen, browse, tmp_path, theme, width):
    (tmp_path / "report.html").write_text(report_page("Vision", dozen), encoding="utf-8")
    found, wide = browse(tmp_path / "report.html", theme, width)
    assert found == []
    assert wide <= width


@pytest.mark.browser
def test_the_report_is_usable_by_keyboard(dozen, browser, tmp_path):
    page = tmp_path / "report.html"
    page.write_text(report_page("Vision", dozen), encoding="utf-8")
    opened = browser.new_page(viewport={"width": 360, "height": 800})
    opened.goto(page.as_uri())
    seen = []
    for _ in range(200):
        opened.keyboard.press("Tab")
        told = opened.evaluate(
            "() => { const e = document.activeElement; if (e === document.body) return null;"
            " const s = getComputedStyle(e); return [e.tagName, e.getAttribute('href') ||"
            " e.getAttribute('aria-label') || e.textContent, s.outlineStyle !== 'none'"
            " && parseFloat(s.outlineWidth) > 0]; }"
        )
        if told is None:
            break
        seen.append(told)
    # every link, every list that opens, every table that scrolls; and one sees where one is
    for what in ("a", "summary", ".scroll"):
        count = opened.locator(what).count()
        assert count
        tag = {"a": "A", "summary": "SUMMARY", ".scroll": "DIV"}[what]
        assert sum(s[0] == tag for s in seen) == count
    assert [s for s in seen if not s[2]] == []
    opened.locator("summary").first.focus()
    opened.keyboard.press("Enter")
    assert opened.locator("details[open]").count() == 1
    opened.keyboard.press("Space")
    assert opened.locator("details[open]").count() == 0
    table_region = opened.locator(".scroll").last
    table_region.focus()
    opened.keyboard.press("ArrowRight")
    opened.wait_for_function("e => e.scrollLeft > 0", arg=table_region.element_handle())
    opened.close()
