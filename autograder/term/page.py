"""The page that goes back to a student: one file, no scripts, nothing fetched.

Everything that came from a student, from the gradebook or from the exercise is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import escape
from importlib import resources
from typing import Any

from pixelup.pairs import image_html
from pixelup.task import NOT_WRITTEN

from ..grade.outcome import Outcome
from .late import words
from .pictures import figures, link
from .points import CellGrade, UnitGrade, points_text
from .verdicts import Graded

LONGEST_CODE = 20_000  # characters of an answer that are shown again
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@dataclass(frozen=True)
class Feedback:
    """All that a page is made of.

    Attributes
    ----------
    name
        Of the student.
    title
        Of the unit.
    grade
        None where it could not be graded.
    sections
        Titles of the chapter's sections by label.
    due
        The student's deadline, in the class's time zone.
    seconds_late
        After it; 0 in time.
    own_seed
        That the student's own copy of the release carried; None where it carried none.
    """

    course: str
    name: str
    unit: str
    title: str
    outcome: Outcome
    graded: Graded
    grade: UnitGrade | None
    sections: dict[str, str]
    due: datetime | None
    seconds_late: float
    seed: int
    site: str
    show_expected: bool
    own_seed: int | None = None


def page(f: Feedback) -> str:
    """The page as HTML."""
    body = "".join(_failed(f) if f.grade is None else _graded(f, f.grade))
    return document(f"{f.title}: {f.name}", body)


def document(title: str, body: str, style: str = "") -> str:
    """A whole HTML page in the style of the feedback."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_style()}{style}</style></head>\n"
        f"<body><main>{body}</main></body></html>\n"
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return (resources.files(__package__) / "page.css").read_text(encoding="utf-8")


def _head(f: Feedback) -> Iterator[str]:
    yield f"<p>{escape(f.course)}</p><h1>{escape(f.title)}</h1><p>{escape(f.name)}"
    came = f.grade.came if f.grade else None
    if came is not None:
        zone = f.due.tzinfo if f.due else None
        yield f"; handed in {came.astimezone(zone) if zone else came:%d %B %Y, %H:%M %Z}"
    if f.seconds_late:
        yield f", {words(f.seconds_late)} after the deadline"
    yield "</p>"


def _failed(f: Feedback) -> Iterator[str]:
    yield from _head(f)
    yield '<p class="total">Not graded yet</p>'
    yield f"<p>What you handed in could not be graded: {escape(f.outcome.reason)}.</p>"
    yield "<p>This is not 0 points. Hand it in again, or ask your instructor.</p>"


def _graded(f: Feedback, grade: UnitGrade) -> Iterator[str]:
    yield from _head(f)
    yield f'<p class="total">{points_text(grade.points)} of {points_text(grade.out_of)} points</p>'
    if grade.penalty:
        yield (
            f"<p>{points_text(grade.score)} points were reached; being late took off "
            f"{points_text(grade.score - grade.points)}.</p>"
        )
    if any(c.waits and c.manual is None for c in grade.cells):
        yield "<p>A part still waits for a person to read it; its points are not counted yet.</p>"
    yield from _table(f, grade)
    for cell in _ordered(f, grade):
        yield from _task(f, cell)
    if f.outcome.notes:
        notes = "".join(f"<li>{escape(n)}</li>" for n in f.outcome.notes)
        yield f"<h2>What was mended or noticed in your file</h2><ul>{notes}</ul>"
    yield (
        f"<h2>If you disagree</h2><p>Your hidden cases were drawn from the seed {f.seed}. "
        "With it your instructor can draw the very same cases again.</p>"
    )
    if f.own_seed is not None:
        yield f"<p>Your copy of the notebook carried your own random seed, {f.own_seed}.</p>"


def _ordered(f: Feedback, grade: UnitGrade) -> list[CellGrade]:
    """The cells in the order of the notebook."""
    order = {name: i for i, name in enumerate(f.graded.answers)}
    return sorted(grade.cells, key=lambda c: order.get(c.task, len(order)))


def _table(f: Feedback, grade: UnitGrade) -> Iterator[str]:
    yield (
        '<table><caption>Points by task</caption><thead><tr><th scope="col">Task</th>'
        '<th scope="col" class="n">Points</th><th scope="col">What was found</th></tr></thead>'
        "<tbody>"
    )
    for c in _ordered(f, grade):
        task = escape(c.task)
        yield (
            f'<tr><th scope="row"><a href="#{task}"><code>{_breaking(task)}</code></a></th>'
            f'<td class="n">{_points(c)}</td><td>{_found(f, c)}</td></tr>'
        )
    yield "</tbody></table>"


def _points(c: CellGrade) -> str:
    of = f"of {points_text(c.out_of)}"
    return f"waits, {of}" if c.waits and c.manual is None else f"{points_text(c.score)} {of}"


def _found(f: Feedback, c: CellGrade) -> str:
    verdict = f.graded.verdicts.get(c.task)
    if verdict is None:
        return "a written answer"
    if verdict["broken"]:
        return '<span class="bad">a rule of the task is broken</span>'
    if verdict["failure"] is None:
        return '<span class="good">all cases pass</span>'
    if verdict["error"] == NOT_WRITTEN:
        return "not written"
    passed = sum(bool(g["shape"] and g["values"]) for g in verdict["groups"])
    words = f"{passed} of {len(verdict['groups'])} groups of cases pass"
    if verdict["mistake"]:
        words += f"; a known mistake: {verdict['mistake'].replace('-', ' ')}"
    return f'<span class="bad">{escape(words)}</span>'


def _task(f: Feedback, c: CellGrade) -> Iterator[str]:
    task = escape(c.task)
    yield f'<section id="{task}"><h2><code>{_breaking(task)}</code>: {_points(c)}</h2>'
    if c.auto is not None and c.manual is not None and c.manual != c.auto:
        yield (
            f'<p class="note">A person looked at this and gave {points_text(c.manual)} '
            f"instead of {points_text(c.auto)}.</p>"
        )
    if c.comment:
        yield f'<div class="note"><h3>Comment</h3><p>{_lines(c.comment)}</p></div>'
    verdict = f.graded.verdicts.get(c.task)
    if verdict is not None:
        yield from _verdict(f, verdict)
    answer = f.graded.answers.get(c.task, "")
    if answer.strip():
        shown = escape(answer[:LONGEST_CODE])
        yield (
            "<details><summary>What you handed in</summary>"
            f'<pre tabindex="0">{shown}</pre></details>'
        )
    yield "</section>"


def _verdict(f: Feedback, verdict: dict[str, Any]) -> Iterator[str]:
    for rule in verdict["broken"]:
        yield f'<p class="bad">{inline(rule)}</p>'
    for line in verdict.get("measured", ()):
        yield f"<p>{inline(line)}</p>"
    if f.show_expected:
        yield from _examples(verdict.get("examples"))
    if verdict["failure"] is None:
        if not verdict["broken"]:
            yield '<p class="good">All cases pass.</p>'
        return
    if verdict["error"] == NOT_WRITTEN:
        yield f"<p>{inline(verdict['failure'])}</p>"
        return
    yield _groups(verdict)
    case = verdict.get("case")
    if not case:
        yield f"<p>{inline(verdict['failure'])}</p>"
    else:
        yield (
            "<h3>The smallest case that fails</h3>"
            f"<p>It is in the group <em>{escape(case['group'])}</em>. "
            f"{inline(sentence(verdict, case, f.show_expected))}</p>"
            f'<div class="case">{"".join(figures(case, f.show_expected))}</div>'
        )
        if case["printed"].strip():
            yield f'<p>It printed:</p><pre tabindex="0">{escape(case["printed"])}</pre>'
    yield from _hint(f, verdict)
    # the visualizer computes the right output itself
    address = link(case, f.site, f.unit) if case and f.show_expected else ""
    if address:
        yield f'<p><a href="{escape(address)}">See this very case in the visualizer</a></p>'


def _examples(examples: dict[str, Any] | None) -> Iterator[str]:
    """What a trained network gets wrong, in pictures."""
    if not examples or not examples["rows"]:
        return
    heads = "".join(f'<th scope="col">{escape(examples[k])}</th>' for k in ("title", "columns"))
    rows = "".join(
        f'<tr><th scope="row">{escape(words)}</th>'
        f"<td>{''.join(image_html(alt, data) for alt, data in pictures)}</td></tr>"
        for words, pictures in examples["rows"]
    )
    yield f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _groups(verdict: dict[str, Any]) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(g["name"])}</th>'
        f"<td>{_mark(g['shape'])}</td><td>{_mark(g['values'])}</td></tr>"
        for g in verdict["groups"]
    )
    return (
        '<table><caption>Groups of cases</caption><thead><tr><th scope="col">Cases</th>'
        '<th scope="col">Shape</th><th scope="col">Values</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _mark(good: bool | None) -> str:
    if good is None:
        return "– not seen"
    return '<span class="good">✓ right</span>' if good else '<span class="bad">✗ wrong</span>'


def sentence(verdict: dict[str, Any], case: dict[str, Any], show_expected: bool) -> str:
    """What is wrong there; without the expected number where that is not to be told."""
    if show_expected or not case["what"] or case["what"] not in ("value", "nan"):
        return verdict["failure"]
    if not case["index"]:
        return "The value is not the right one."
    return f"The values differ, first at {case['index']}."


def _hint(f: Feedback, verdict: dict[str, Any]) -> Iterator[str]:
    if not verdict["mistake"]:
        return
    name = verdict["mistake"].replace("-", " ")
    yield f'<div class="hint"><h3>Think about this: {escape(name)}</h3>'
    yield f"<p>{inline(verdict.get('hint') or '')}</p>"
    if label := verdict.get("see"):
        title = escape(f.sections.get(label, label))
        address = escape(f"{f.site}/{f.unit}.html#{label}")
        shown = f'<a href="{address}">{title}</a>' if f.site else title
        yield f"<p>Read again: {shown}</p>"
    yield "</div>"


def inline(said: str) -> str:
    """Escape a sentence and turn its backticks into code."""
    pieces = escape(said).split("`")
    if len(pieces) % 2 == 0:
        return escape(said)
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))


def _breaking(name: str) -> str:
    """A name, escaped already, that may go on in a new line after its underscores."""
    return name.replace("_", "_<wbr>")


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")
