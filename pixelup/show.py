"""How a verdict reads: as text for a terminal, as HTML for a notebook, as data for a grader."""

from __future__ import annotations

import os
from html import escape
from typing import Any

import numpy as np

from .compare import number
from .judge import Failure, Group, Verdict
from .pairs import score_data, score_html, score_lines
from .plain import describe, encode, is_tensor
from .task import NOT_WRITTEN, Unit

MIME = "application/vnd.pixelup.verdict+json"
SITE = "PIXELUP_SITE"  # environment variable: address of the course's site, for links
SHOWN = 150  # numbers of an array that are still worth printing
TRAVELS = 1_600  # numbers of the arrays of a failing case that go with a verdict
PARTS = 6  # of a dict or a tuple that are shown apart


def points_text(verdict: Verdict) -> str:
    """``2.5 of 4 points``."""
    most = verdict.task.points
    return f"{number(verdict.points)} of {number(most)} {'point' if most == 1 else 'points'}"


def text(verdict: Verdict, unit: Unit, notes: tuple[str, ...] = ()) -> str:
    """A verdict for a terminal, or wherever HTML does not go."""
    lines = [f"{verdict.task.name}: {points_text(verdict)}"]
    width = max(len(g.name) for g in verdict.groups)
    words = _words if verdict.task.score is None else _reached
    lines += [f"  {g.name:<{width}}  {words(g)}" for g in verdict.groups]
    if verdict.measured is not None:
        lines += ["", *score_lines(verdict.measured)]
    if verdict.broken:
        lines += ["", "No points for now, because of a rule of this task:"]
        lines += [f"  {sentence}" for sentence in verdict.broken]
    elif verdict.failure is not None and verdict.task.score is not None:
        lines += ["", verdict.failure.sentence]
    elif verdict.failure is not None and verdict.failure.answer.error != NOT_WRITTEN:
        lines += [
            "",
            f"The smallest case that fails is in the group '{verdict.failure.case.group}'.",
        ]
        for name, value in _values(verdict):
            lines += [_indented(f"  {name} = ", show_value(value))]
        lines += [verdict.failure.sentence]
    elif verdict.failure is not None:
        lines += ["", verdict.failure.sentence]
    if verdict.mistake is not None:
        lines += ["", f"Think about this ({verdict.mistake.name}): {verdict.mistake.hint}"]
        if where := _section(verdict, unit):
            lines += [f"Read again: {where[0]}"]
    return "\n".join([*lines, *notes])


def html(verdict: Verdict, unit: Unit, notes: tuple[str, ...] = ()) -> str:
    """A verdict as HTML for a notebook; everything from the student's code is escaped."""
    parts = [
        f"<p><strong><code>{escape(verdict.task.name)}</code>: {points_text(verdict)}</strong></p>",
        _table(verdict),
    ]
    if verdict.measured is not None:
        parts.append(score_html(verdict))
    if verdict.broken:
        parts.append("<p><strong>No points for now, because of a rule of this task:</strong></p>")
        parts += [f"<p>{_inline(sentence)}</p>" for sentence in verdict.broken]
    elif verdict.failure is not None:
        parts.append(_failure_html(verdict, verdict.failure))
    if verdict.mistake is not None:
        parts.append(f"<p><strong>Think about this.</strong> {_inline(verdict.mistake.hint)}</p>")
        if where := _section(verdict, unit):
            title, address = where
            link = f'<a href="{escape(address)}">{escape(title)}</a>' if address else escape(title)
            parts.append(f"<p>Read again: {link}</p>")
    parts += [f"<p>{_inline(note)}</p>" for note in notes]
    return f'<div class="pixelup-check">{"".join(parts)}</div>'


def data(verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON, for whoever reads the executed notebook.

    The smallest failing case is under ``case``, small enough to travel: arrays are rounded to
    six digits, and what goes beyond 1,600 numbers in all is only described. Of a trained network
    a few small pictures go with it, under ``examples``.
    """
    failure, mistake = verdict.failure, verdict.mistake
    return {
        "task": verdict.task.name,
        "points": verdict.points,
        "out_of": verdict.task.points,
        "groups": [{"name": g.name, "shape": g.shape, "values": g.values} for g in verdict.groups],
        "mistake": mistake.name if mistake else None,
        "hint": mistake.hint if mistake else None,
        "see": mistake.see if mistake else None,
        "broken": list(verdict.broken),
        "measured": score_lines(verdict.measured) if verdict.measured else [],
        "examples": score_data(verdict.measured) if verdict.measured else None,
        "failure": failure.sentence if failure else None,
        "error": failure.answer.error if failure else "",
        "case": _case_data(verdict, failure) if failure and not verdict.task.score else None,
    }


def _case_data(verdict: Verdict, failure: Failure) -> dict[str, Any]:
    task, case, answer = verdict.task, failure.case, failure.answer
    budget = [TRAVELS]
    named = zip(task.parameters, case.args, strict=False)
    expected, difference = case.expected, failure.difference
    return {
        "group": case.group,
        "inputs": [part for name, value in named for part in _parts(name, value, budget)],
        "expected": [] if expected.error else _parts("", expected.value, budget),
        "yours": [] if answer.error else _parts("", answer.value, budget),
        "where": difference.where if difference else "",
        "index": list(difference.index or ()) if difference else [],
        "what": difference.what if difference else "",
        "printed": answer.printed[:600],
        "explorer": {
            "widget": task.explorer.widget,
            "parameters": dict(task.explorer.parameters),
            "settings": dict(task.explorer.settings),
        }
        if task.explorer
        else None,
    }


def _parts(name: str, value: Any, budget: list[int]) -> list[list[Any]]:
    """Pairs of a name and a value that may travel; what a dict or a tuple holds comes apart."""
    match value:
        case dict() if 0 < len(value) <= PARTS:
            items = [(f"{name}[{k!r}]"[:80], v) for k, v in value.items()]
        case tuple() | list() if 0 < len(value) <= PARTS and any(_is_array(v) for v in value):
            items = [(f"{name}[{i}]", v) for i, v in enumerate(value)]
        case _:
            items = [(name, value)]
    return [[label, _travels(v, budget)] for label, v in items]


def _travels(value: Any, budget: list[int]) -> dict[str, Any]:
    """A value as plain data: a small array with its numbers, anything else in words."""
    if is_tensor(value):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" and value.size <= budget[0]:
        budget[0] -= value.size
        kept = value
        if value.dtype.kind == "f":
            flat = [float(f"{v:.6g}") for v in value.ravel().tolist()]
            kept = np.array(flat, dtype=float).reshape(value.shape)
        return encode(kept)
    if isinstance(value, np.ndarray):
        return {"text": describe(value)}
    return {"text": show_value(value)[:1000]}


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray) or is_tensor(value)


def show_value(value: Any) -> str:
    """A value as a student would print it; a long array is cut short."""
    if is_tensor(value):
        value = value.detach().cpu().numpy()
    if isinstance(value, np.ndarray):
        # str(np.array2string) breaks lines itself; "." after whole floats is noise here
        whole = value.dtype.kind == "f" and bool(np.all(value == np.round(value)))
        kept = value.astype(int) if whole and np.abs(value).max(initial=0) < 1e9 else value
        return np.array2string(
            kept, separator=" ", precision=4, suppress_small=True, threshold=SHOWN, edgeitems=2
        )
    if isinstance(value, dict):
        return "\n".join(_indented(f"{k!r}: ", show_value(v)) for k, v in list(value.items())[:12])
    if isinstance(value, float | np.floating):
        return number(value)
    shown = repr(value)
    return shown if len(shown) < 400 else shown[:400] + " ..."


def _values(verdict: Verdict) -> list[tuple[str, Any]]:
    """What to show of the smallest failing case, in order: arguments, expected, yours."""
    failure = verdict.failure
    if failure is None:
        return []
    names = verdict.task.parameters
    shown = list(zip(names, failure.case.args, strict=False))
    if not failure.case.expected.error:
        shown.append(("expected", failure.case.expected.value))
    if not failure.answer.error:
        shown.append(("yours", failure.answer.value))
    return shown


def _table(verdict: Verdict) -> str:
    """A row a group of cases; of a trained network, a row a threshold."""
    left = 'style="text-align:left'
    if verdict.task.score is None:
        heads, marks = ("cases", "shape", "values"), lambda g: (_mark(g.shape), _mark(g.values))
    else:
        heads, marks = ("asked for", "reached"), lambda g: (_reached(g),)
    rows = "".join(
        f'<tr><th scope="row" {left};font-weight:normal">{escape(g.name)}</th>'
        + "".join(f'<td {left}">{mark}</td>' for mark in marks(g))
        + "</tr>"
        for g in verdict.groups
    )
    head = "".join(f'<th scope="col" {left}">{h}</th>' for h in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _failure_html(verdict: Verdict, failure: Failure) -> str:
    if failure.answer.error == NOT_WRITTEN or verdict.task.score is not None:
        return f"<p>{_inline(failure.sentence)}</p>"
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left;vertical-align:top">{escape(name)}</th>'
        f'<td style="text-align:left"><pre style="margin:0">{escape(show_value(value))}</pre>'
        "</td></tr>"
        for name, value in _values(verdict)
    )
    printed = failure.answer.printed.strip()
    said = f"<p>It printed:</p><pre>{escape(printed[:600])}</pre>" if printed else ""
    return (
        "<p>The smallest case that fails is in the group "
        f"<em>{escape(failure.case.group)}</em>. {_inline(failure.sentence)}</p>"
        f"<table><tbody>{rows}</tbody></table>{said}"
    )


def _section(verdict: Verdict, unit: Unit) -> tuple[str, str] | None:
    """Title and address of the section to read again; the address is empty without a site."""
    label = verdict.mistake.see if verdict.mistake else ""
    if not label:
        return None
    title = dict(unit.sections).get(label, label)
    site = os.environ.get(SITE, "").rstrip("/")
    return title, f"{site}/{unit.name}.html#{label}" if site else ""


def _words(group: Group) -> str:
    if group.passed:
        return "right"
    return {True: "the values differ", False: "not the right shape", None: "no answer"}[group.shape]


def _reached(group: Group) -> str:
    if group.values is None:
        return "– not seen"
    return "✓ yes" if group.passed else "✗ not yet"


def _mark(good: bool | None) -> str:
    """Words beside the sign: colour and shape alone tell nothing to a screen reader."""
    return {True: "✓ right", False: "✗ wrong", None: "– not seen"}[good]


def _inline(sentence: str) -> str:
    """Escape a sentence and turn its backticks into code."""
    pieces = escape(sentence).split("`")
    if len(pieces) % 2 == 0:
        return escape(sentence)
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(pieces))


def _indented(head: str, body: str) -> str:
    return head + body.replace("\n", "\n" + " " * len(head))
