"""The report: a class as one static page, with two CSV files beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from html import escape
from pathlib import Path

from ..classroom import Classroom
from ..errors import AutograderError
from .late import words
from .page import document
from .standing import FAILED, MISSING, WAITING, Standing, Standings, standings, text
from .statistics import (
    BINS,
    Misconception,
    TaskFacts,
    UnitFacts,
    misconceptions,
    task_facts,
    unit_facts,
)

MAX_BYTES = 1_000_000
_STYLE = """
main { max-width: 72rem; }
svg { max-width: 100%; height: auto; }
.bar { fill: var(--link); }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; margin-top: 1.5rem; }
nav ul { padding-left: 1.2rem; }
.scroll { overflow-x: auto; }
.scroll table { min-width: 34rem; }
"""


def write_report(classroom: Classroom, to: Path | None = None) -> tuple[Path, ...]:
    """Write `report.html`, `report-tasks.csv` and `report-misconceptions.csv`.

    Parameters
    ----------
    to
        The page's path; in the class folder by default.

    Raises
    ------
    AutograderError
        If the class is empty.
    """
    table = standings(classroom)
    target = to or classroom.root / "report.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    pages = classroom.root / "feedback"
    page = report_page(classroom.course, table, pages if target.parent == classroom.root else None)
    if len(page.encode()) > MAX_BYTES:  # a page without links says the same
        page = report_page(classroom.course, table, None)
    if len(page.encode()) > MAX_BYTES:
        raise AutograderError("the report would be over 1 MB; use fewer units in class.toml")
    part = target.with_name(f"{target.name}.part")
    part.write_text(page, encoding="utf-8")
    part.replace(target)
    tasks = target.with_name("report-tasks.csv")
    known = target.with_name("report-misconceptions.csv")
    _csv(tasks, _task_rows(task_facts(table)))
    _csv(known, _mistake_rows(misconceptions(table)))
    return target, tasks, known


def report_page(course: str, table: Standings, pages: Path | None) -> str:
    """The report as HTML; with links to the feedback pages that lie in `pages`."""
    units, tasks, known = unit_facts(table), task_facts(table), misconceptions(table)
    parts = [
        f"<p>{escape(course)}</p><h1>The class</h1>",
        f"<p>{_many(len(table.students), 'student')}, {_many(len(units), 'unit')}.</p>",
        '<nav aria-label="On this page"><ul>'
        '<li><a href="#units">Units</a></li><li><a href="#misconceptions">Misconceptions</a></li>'
        '<li><a href="#tasks">Tasks</a></li><li><a href="#look">To look at</a></li>'
        '<li><a href="#students">Students</a></li></ul></nav>',
        *_units(units),
        *_misconceptions(known),
        *_tasks(tasks),
        *_look(table, units),
        *_students(table, pages),
    ]
    return document(f"{course}: the class", "".join(parts), _STYLE)


def _units(units: tuple[UnitFacts, ...]) -> Iterator[str]:
    yield '<h2 id="units">Units</h2>'
    yield _opened(
        "Over the term", ("Unit", "Graded", "Mean", "Median", "Missing", "Late", "Failed")
    )
    for u in units:
        cells = (u.graded, _percent(u.mean), _percent(u.median), len(u.missing), len(u.late))
        yield _row(u.unit, *cells, len(u.failed))
    yield _closed()
    yield '<div class="plots">'
    for u in units:
        caption = f"{escape(u.unit)}: submissions by share of the points"
        yield f"<figure><figcaption>{caption}</figcaption>{_histogram(u)}</figure>"
    yield "</div>"


def _histogram(u: UnitFacts) -> str:
    """Ten bars; the numbers are in the text alternative and above the bars."""
    width, height, foot, head = 300, 120, 18, 16
    step, most = width / BINS, max(u.bins, default=0) or 1
    bars = []
    for i, count in enumerate(u.bins):
        tall = (height - foot - head) * count / most
        y = height - foot - tall
        bars.append(
            f'<rect class="bar" x="{i * step + 1:g}" y="{y:.1f}" width="{step - 2:g}" '
            f'height="{tall:.1f}"/>'
        )
        if count:
            x = (i + 0.5) * step
            bars.append(f'<text x="{x:g}" y="{y - 3:.1f}" text-anchor="middle">{count}</text>')
    ticks = "".join(
        f'<text x="{x}" y="{height - 4}" text-anchor="{anchor}">{label}</text>'
        for x, anchor, label in ((0, "start", "0 %"), (150, "middle", "50"), (300, "end", "100 %"))
    )
    said = ", ".join(
        f"{10 * i} to {10 * i + 10} percent: {count}" for i, count in enumerate(u.bins) if count
    )
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'font-size="11" fill="currentColor" aria-label="{escape(said or "nothing graded")}">'
        f'{"".join(bars)}<path d="M0 {height - foot}H{width}" stroke="currentColor"/>{ticks}</svg>'
    )


def _misconceptions(known: tuple[Misconception, ...]) -> Iterator[str]:
    yield '<h2 id="misconceptions">Misconceptions</h2>'
    if not known:
        yield "<p>No known mistake was found.</p>"
        return
    yield "<p>Known mistakes, the most frequent first. Open one to see who made it.</p>"
    for m in known:
        name = escape(m.mistake.replace("-", " "))
        yield (
            f"<details><summary><strong>{len(m.students)}</strong> × {name} "
            f"(<code>{escape(m.task)}</code>, {escape(m.unit)})</summary>"
            f"<p>{escape(', '.join(m.students))}</p></details>"
        )


def _tasks(tasks: tuple[TaskFacts, ...]) -> Iterator[str]:
    yield '<h2 id="tasks">Tasks</h2>'
    yield (
        "<p>Discrimination is the correlation of a task's points with the points of the unit's "
        "other tasks. Below 0.2 the task hardly tells who is good at the rest: too easy, too "
        "hard, or unclear. It is not given for fewer than 10 submissions.</p>"
    )
    heads = ("Task", "Unit", "Graded", "All points", "Mean", "Discrimination")
    yield _opened("Pass rate by task", heads)
    for t in tasks:
        if t.discrimination is None:
            told = "–"
        else:
            weak = " weak" if t.is_weak else ""
            told = f"{t.discrimination:.2f}{weak}"
        if t.graded:
            yield _row(t.task, t.unit, t.graded, _percent(t.full), _percent(t.mean), told)
        else:
            yield _row(t.task, t.unit, 0, "–", "–", "–")
    yield _closed()


def _look(table: Standings, units: tuple[UnitFacts, ...]) -> Iterator[str]:
    """What asks for a person: not gradable, flags, answers to read, missing, late."""
    yield '<h2 id="look">To look at</h2>'
    for u in units:
        mine = [table.of(s, u.unit) for s in table.students]
        failed = [f"{s.student.student}: {s.outcome.reason}" for s in mine if _has_failed(s)]
        flags = [
            f"{s.student.student}: {' '.join(s.outcome.notes)}"
            for s in mine
            if s.outcome and s.outcome.notes
        ]
        waits = [s.student.student for s in mine if s.grade and s.grade.waits]
        late = [f"{s.student.student} ({words(s.late)})" for s in mine if s.late]
        lists = (
            ("Not gradable", failed, True),
            ("Flags", flags, True),
            ("Handed in and not graded yet", list(u.waiting), False),
            ("Answers to read", waits, False),
            ("Missing", list(u.missing), False),
            ("Late", late, False),
        )
        yield f"<h3>{escape(u.unit)}</h3>"
        for title, items, each in lists:
            if items:
                yield f"<details><summary>{title}: {len(items)}</summary>"
                if each:
                    yield f"<ul>{''.join(f'<li>{escape(i)}</li>' for i in items)}</ul></details>"
                else:
                    yield f"<p>{escape(', '.join(items))}</p></details>"
        if not any(items for _, items, _ in lists):
            yield "<p>Nothing.</p>"


def _has_failed(s: Standing) -> bool:
    return s.status == FAILED and s.outcome is not None


def _students(table: Standings, pages: Path | None) -> Iterator[str]:
    yield '<h2 id="students">Students</h2>'
    yield _opened("Points by student", ("Student", *table.units, "Total"))
    for s in table.students:
        cells = (_cell(table.of(s, u), pages) for u in table.units)
        named = f" {escape(s.name)}" if s.name != s.student else ""
        total = text(table.total(s))
        yield (
            f'<tr><th scope="row">{escape(s.student)}{named}</th>{"".join(cells)}'
            f'<td class="n">{total} of {text(table.out_of)}</td></tr>'
        )
    yield _closed()


def _cell(s: Standing, pages: Path | None) -> str:
    words_of = {MISSING: "missing", WAITING: "not graded", FAILED: "not gradable"}
    shown = words_of.get(s.status) or text(s.points)
    inside = f"{s.student.student}/{s.unit}/{s.unit}.html"
    if pages is not None and s.outcome is not None and (pages / inside).is_file():
        shown = f'<a href="feedback/{escape(inside)}">{shown}</a>'
    late = " late" if s.late else ""
    return f'<td class="n">{shown}{late}</td>'


def _opened(caption: str, heads: tuple[str, ...]) -> str:
    cells = "".join(
        f'<th scope="col"{" class=n" if i else ""}>{escape(h)}</th>' for i, h in enumerate(heads)
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>"
    )


def _closed() -> str:
    return "</tbody></table></div>"


def _row(first: str, *others: object) -> str:
    cells = "".join(f'<td class="n">{escape(str(o))}</td>' for o in others)
    return f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{int(100 * share + 1e-9)} %"


def _task_rows(tasks: tuple[TaskFacts, ...]) -> Iterator[list[object]]:
    yield ["unit", "task", "out_of", "graded", "full_share", "mean_share", "discrimination"]
    for t in tasks:
        r = "" if t.discrimination is None else f"{t.discrimination:.4f}"
        yield [t.unit, t.task, f"{t.out_of:g}", t.graded, f"{t.full:.4f}", f"{t.mean:.4f}", r]


def _mistake_rows(known: tuple[Misconception, ...]) -> Iterator[list[object]]:
    yield ["unit", "task", "mistake", "count", "students"]
    for m in known:
        yield [m.unit, m.task, m.mistake, len(m.students), " ".join(m.students)]


def _csv(path: Path, rows: Iterator[list[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
