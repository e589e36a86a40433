"""Similar submissions of a class: the code they are found in, and the page that shows them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from .. import notebook
from ..classroom import Classroom
from ..errors import AutograderError
from ..source import find as find_source
from ..source import read
from . import similar
from .page import document
from .similar import Cells, Pair, Passage
from .standing import Standings

AROUND = 2  # lines shown before and behind what is shared
MOST_BYTES = 900_000  # of all pairs on the page; the rest is in the CSV
_STYLE = """
main { max-width: 90rem; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
@media (max-width: 50rem) { .two { grid-template-columns: 1fr; } }
.two > div { min-width: 0; }
mark { background: #ffe08a; color: #1a1a1a; display: inline-block; min-width: 100%; }
"""
CAUTION = (
    "Look at these; they prove nothing. Two submissions are listed when they share much code that "
    "was not handed out, that is not in a right answer known to the course, and that few others "
    "have. Names, comments and layout do not count. People who worked together as they may, or "
    "who read the same page, look just like this. Read both passages, and ask before you judge."
)

Found = tuple[tuple[str, Pair], ...]  # a unit and a pair of it


def find_similar(classroom: Classroom, table: Standings) -> Found:
    """Pairs of each unit of a class, the most striking of all units first."""
    found = [(u, p) for u in table.units for p in similar.find(*_code(classroom, table, u))]
    return tuple(sorted(found, key=lambda f: -f[1].shared * f[1].share))


def _code(
    classroom: Classroom, table: Standings, unit: str
) -> tuple[dict[str, Cells], tuple[str, ...]]:
    """The code of all that was graded of a unit, and the code that everybody may have."""
    class_ = {}
    for student in table.students:
        if table.of(student, unit).grade is not None:
            graded = classroom.autograded(student.student, unit) / f"{unit}.ipynb"
            if graded.is_file():
                class_[student.student] = _written(graded)
    if len(class_) < 2:
        return {}, ()
    try:
        source = read(find_source(classroom.solutions, unit))
    except AutograderError:
        return {}, ()  # a unit of nbgrader's own: nothing says what was handed out
    given = notebook.release(notebook.source_notebook(source))
    known = [c.source for c in given.cells if c.cell_type == "code"]
    for task in source.tasks:
        known += [task.reference, *(v.code for v in task.accepted)]
    return class_, tuple(known)


def _written(graded: Path) -> Cells:
    """Code cells of a graded notebook that students can write in, by name."""
    found: dict[str, str] = {}
    for number, cell in enumerate(json.loads(graded.read_text(encoding="utf-8"))["cells"], 1):
        marks: dict[str, Any] = cell.get("metadata", {}).get("nbgrader", {})
        if cell.get("cell_type") != "code" or marks.get("locked"):
            continue
        text = cell.get("source", "")
        name = marks.get("grade_id") or f"cell {number}"
        found[name] = text if isinstance(text, str) else "".join(text)
    return found


def similar_page(course: str, found: Found) -> str:
    """The passages of all pairs side by side, as HTML."""
    parts, size = [], 0
    for number, (unit, pair) in enumerate(found, 1):
        text = "".join(_pair(number, unit, pair))
        size += len(text.encode())
        if size > MOST_BYTES:
            left = len(found) - number + 1
            parts.append(f"<p>{left} more are in report-similar.csv alone.</p>")
            break
        parts.append(text)
    body = (
        f"<p>{escape(course)}</p><h1>Similar submissions</h1><p>{escape(CAUTION)}</p>"
        f'<p><a href="report.html#similar">Back to the class</a></p>{"".join(parts)}'
    )
    return document(f"{course}: similar submissions", body, _STYLE)


def summary(found: Found, shown: frozenset[int], most: int) -> Iterator[str]:
    """The section of the report; with links to the pairs on the page that are `shown`."""
    yield '<h2 id="similar">Similar submissions</h2>'
    if not found:
        yield "<p>No two submissions share more unusual code than others do.</p>"
        return
    yield f"<p>{escape(CAUTION)}</p><ul>"
    for number, (unit, pair) in enumerate(found[:most], 1):
        names = f"{escape(pair.first)} and {escape(pair.second)}"
        if number in shown:
            names = f'<a href="report-similar.html#pair-{number}">{names}</a>'
        yield f"<li>{names}: {_percent(pair)} in {escape(unit)}</li>"
    yield "</ul>"
    if len(found) > most:
        yield f"<p>{len(found) - most} more are in report-similar.csv.</p>"


def shown_in(page: str) -> frozenset[int]:
    """Numbers of the pairs that a page shows."""
    parts = page.split('<section id="pair-')[1:]
    return frozenset(int(p.split('"', 1)[0]) for p in parts)


def rows(found: Found) -> Iterator[list[object]]:
    """The pairs as a table."""
    yield ["unit", "student_1", "student_2", "shared_pieces", "share_of_unusual", "where"]
    for unit, p in found:
        cells = " ".join(dict.fromkeys(x.cell for x in p.left))
        yield [unit, p.first, p.second, p.shared, f"{p.share:.2f}", cells]


def _percent(pair: Pair) -> str:
    return f"{int(100 * pair.share)} % of what is unusual"


def _pair(number: int, unit: str, pair: Pair) -> Iterator[str]:
    names = f"{escape(pair.first)} and {escape(pair.second)}"
    yield f'<section id="pair-{number}"><h2>{names}: {escape(unit)}</h2>'
    yield f"<p>They share {_percent(pair)} in the one that has less of it.</p>"
    yield '<div class="two">'
    for student, passages in ((pair.first, pair.left), (pair.second, pair.right)):
        yield f"<div><h3>{escape(student)}</h3>"
        for p in passages:
            label = f"{student}, {p.cell}"
            yield (
                f"<figure><figcaption><code>{escape(p.cell)}</code></figcaption>"
                f'<pre tabindex="0" role="region" aria-label="{escape(label)}">{_marked(p)}</pre>'
                "</figure>"
            )
        yield "</div>"
    yield "</div></section>"


def _marked(p: Passage) -> str:
    """The lines of a passage with what is around them; `…` where lines are left out."""
    lines = p.text.split("\n")
    near = {n + d for n in p.lines for d in range(-AROUND, AROUND + 1)} & set(range(len(lines)))
    shown, last = [], -1
    for n in sorted(near):
        if n != last + 1:
            shown.append("…")
        text = escape(lines[n])
        shown.append(f"<mark>{text}</mark>" if n in p.lines and text.strip() else text)
        last = n
    return "\n".join(shown) + ("\n…" if last < len(lines) - 1 else "")
