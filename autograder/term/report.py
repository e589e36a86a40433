"""The report: a class as one static page, with CSV files and similar submissions beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, tzinfo
from html import escape
from pathlib import Path

from ..classroom import Classroom
from ..errors import AutograderError
from .charts import handed_in, histogram
from .late import words
from .page import document
from .similar_page import Found, find_similar, rows, shown_in, similar_page, summary
from .stamp import doubt
from .standing import FAILED, MISSING, WAITING, Standing, Standings, standings, text
from .statistics import (
    Misconception,
    TaskFacts,
    UnitFacts,
    misconceptions,
    task_facts,
    unit_facts,
)

MAX_BYTES = 1_000_000
MOST_PAIRS = 30  # similar submissions that the report itself names
_STYLE = """
main { max-width: 72rem; }
svg { max-width: 100%; height: auto; }
.bar { fill: var(--link); }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; margin-top: 1.5rem; }
nav ul { padding-left: 1.2rem; }
.scroll { overflow-x: auto; }
.scroll table { min-width: 34rem; }
"""


@dataclass(frozen=True)
class Beside:
    """What the page says beyond the points.

    Attributes
    ----------
    pages
        Folder of feedback pages to link to.
    pairs, shown
        Similar submissions, and which of them have passages to link to.
    odd
        By student and unit, what is odd about the stamp of a notebook.
    zone
        Time zone of the class.
    """

    pages: Path | None = None
    pairs: Found = ()
    shown: frozenset[int] = frozenset()
    odd: dict[tuple[str, str], str] = field(default_factory=dict)
    zone: tzinfo = UTC


def write_report(classroom: Classroom, to: Path | None = None) -> tuple[Path, ...]:
    """Write `report.html`, `report-similar.html` and their tables, `report-*.csv`.

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
    found = find_similar(classroom, table)
    passages = similar_page(classroom.course, found).replace("report.html#", f"{target.name}#")
    odd = {(s, u): doubt(classroom, s, u) for s, u in table.cells}
    links = pages if target.parent == classroom.root else None
    zone = classroom.settings.timezone
    beside = Beside(links, found, shown_in(passages), {k: v for k, v in odd.items() if v}, zone)
    page = report_page(classroom.course, table, beside)
    if len(page.encode()) > MAX_BYTES:  # a page without links says the same
        page = report_page(classroom.course, table, replace(beside, pages=None))
    if len(page.encode()) > MAX_BYTES:
        raise AutograderError("the report would be over 1 MB; use fewer units in class.toml")
    other = target.with_name("report-similar.html")
    for path, text_of in ((target, page), (other, passages)):
        part = path.with_name(f"{path.name}.part")
        part.write_text(text_of, encoding="utf-8")
        part.replace(path)
    pairs = target.with_name("report-similar.csv")
    tasks = target.with_name("report-tasks.csv")
    known = target.with_name("report-misconceptions.csv")
    _csv(tasks, _task_rows(task_facts(table)))
    _csv(known, _mistake_rows(misconceptions(table)))
    _csv(pairs, rows(found))
    return target, other, tasks, known, pairs


def report_page(course: str, table: Standings, beside: Beside = Beside()) -> str:
    """The report as HTML."""
    units, tasks, known = unit_facts(table), task_facts(table), misconceptions(table)
    parts = [
        f"<p>{escape(course)}</p><h1>The class</h1>",
        f"<p>{_many(len(table.students), 'student')}, {_many(len(units), 'unit')}.</p>",
        '<nav aria-label="On this page"><ul>'
        '<li><a href="#units">Units</a></li><li><a href="#misconceptions">Misconceptions</a></li>'
        '<li><a href="#tasks">Tasks</a></li><li><a href="#look">To look at</a></li>'
        '<li><a href="#similar">Similar submissions</a></li>'
        '<li><a href="#students">Students</a></li></ul></nav>',
        *_units(units),
        handed_in(table, beside.zone),
        *_misconceptions(known),
        *_tasks(tasks),
        *_look(table, units, beside.odd),
        *summary(beside.pairs, beside.shown, MOST_PAIRS),
        *_students(table, units, beside.pages),
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
    for u in (u for u in units if u.graded):
        caption = f"{escape(u.unit)}: submissions by share of the points"
        yield f"<figure><figcaption>{caption}</figcaption>{histogram(u)}</figure>"
    yield "</div>"


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


def _look(
    table: Standings, units: tuple[UnitFacts, ...], odd: dict[tuple[str, str], str]
) -> Iterator[str]:
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
        names = [s.student.student for s in mine]
        stamps = [f"{n}: {odd[n, u.unit]}" for n in names if (n, u.unit) in odd]
        late = [f"{s.student.student} ({words(s.late)})" for s in mine if s.late]
        lists = (
            ("Not gradable", failed, True),
            ("Flags", flags, True),
            ("Stamps that do not fit", stamps, True),
            ("Handed in and not graded yet", list(u.waiting), False),
            ("Answers to read", waits, False),
            ("Missing", list(u.missing), False),
            ("Late", late, False),
        )
        yield f"<h3>{escape(u.unit)}</h3>"
        if len(u.missing) == len(mine):
            yield "<p>Nobody has handed in anything yet.</p>"
            continue
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


def _students(table: Standings, units: tuple[UnitFacts, ...], pages: Path | None) -> Iterator[str]:
    begun = {u.unit for u in units if len(u.missing) < len(table.students)}
    yield '<h2 id="students">Students</h2>'
    yield _opened("Points by student", ("Student", *table.units, "Total"))
    for s in table.students:
        cells = (
            _cell(table.of(s, u), pages) if u in begun else '<td class="n">–</td>'
            for u in table.units
        )
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
