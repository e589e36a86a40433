"""Pictures of a failing case: input, expected, yours, difference, as inline SVG."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np

from pixelup.plain import NotPlainError, decode
from pixelup.widgets import still
from pixelup.widgets.matrix import to_json

Pairs = list[list[Any]]
READ_OUT = 36  # numbers that a text alternative can hold
LONGEST_LINK = 6_000  # characters of an address that browsers and mail take


def figures(case: dict[str, Any], show_expected: bool) -> Iterator[str]:
    """Each value of a failing case as a `<figure>`; in words where it is no array.

    Parameters
    ----------
    case
        As :func:`pixelup.show.data` writes it.
    show_expected
        Whether the expected value and the difference are drawn.
    """
    index = tuple(case.get("index", ()))
    for name, kept in case["inputs"]:
        yield _figure(f"Input {name}", kept, (), signed=False)
    expected, yours = dict(map(tuple, case["expected"])), dict(map(tuple, case["yours"]))
    for part in dict.fromkeys([*expected, *yours]):
        at = index if not part or part == case.get("where") else ()
        if show_expected and part in expected:
            yield _figure(f"Expected{part}", expected[part], at)
        if part in yours:
            yield _figure(f"Yours{part}", yours[part], at)
        if show_expected and part in expected and part in yours:
            difference = _difference(expected[part], yours[part])
            if difference is not None:
                yield _array_figure(f"Yours minus expected{part}", difference, at)


def link(case: dict[str, Any], site: str, unit: str) -> str:
    """Address of the visualizer on a case; empty where it cannot show it, or without a site."""
    from pixelup import widgets

    explorer = case.get("explorer")
    if not site or not explorer:
        return ""
    figure = getattr(widgets, explorer["widget"], None)
    if figure is None or not figure.fragment_key:
        return ""
    inputs = dict(map(tuple, case["inputs"]))
    state: dict[str, Any] = dict(explorer["settings"])
    arrays = {trait: inputs.get(name) for trait, name in explorer["parameters"].items()}
    arrays |= {"expected": dict(map(tuple, case["expected"])).get("")}
    arrays |= {"answer": dict(map(tuple, case["yours"])).get("")}
    for trait, kept in arrays.items():
        if trait not in figure.shared:
            continue
        text = kept.get("text", "") if isinstance(kept, dict) else ""
        if text.isdecimal():  # a stride, say
            state[trait] = text
            continue
        value = _array(kept)
        if value is None or value.ndim != 2 or value.size == 0:
            return ""
        state[trait] = ";".join(
            ",".join(map(str, r)) for r in to_json(value.astype(float).tolist())
        )
    parts = [f"{name}:{state[name]}" for name in figure.shared if name in state]
    address = f"{site}/{unit}.html#{figure.fragment_key}={'/'.join(parts)}"
    return address if len(address) <= LONGEST_LINK else ""


def _array(kept: Any) -> np.ndarray | None:
    """A kept value as an array; None where it is none."""
    if not isinstance(kept, dict) or "text" in kept:
        return None
    try:
        value = decode(kept)
    except (NotPlainError, ValueError, TypeError):
        return None
    return value if isinstance(value, np.ndarray) else None


def _difference(expected: Any, yours: Any) -> np.ndarray | None:
    e, y = _array(expected), _array(yours)
    if e is None or y is None or e.shape != y.shape:
        return None
    with np.errstate(invalid="ignore"):  # inf - inf
        return y.astype(float) - e.astype(float)


def _figure(name: str, kept: Any, index: tuple[int, ...], signed: bool = True) -> str:
    value = _array(kept)
    if value is not None:
        return _array_figure(name, value, index, signed)
    said = kept.get("text", "") if isinstance(kept, dict) else str(kept)
    return _framed(name, f'<pre tabindex="0">{escape(said)}</pre>')


def _array_figure(name: str, value: np.ndarray, index: tuple[int, ...], signed: bool = True) -> str:
    """One array; of one with more than two axes, the plane where the difference is."""
    plane, where = _plane(value, index)
    # the picture itself tells rows and columns
    caption = name if value.ndim == 2 else f"{name}, shape {_shape(value)}"
    if where:
        caption += f", plane {where}"
    if plane.size == 0:
        return _framed(f"{caption}: empty", "")
    rows = plane.astype(float).tolist()
    words = _words(rows)
    panel = still.Panel("", rows, signed or bool((plane < 0).any()))
    svg = still.draw([panel], "", f"{name}: {words}")  # the caption is the visible title
    return _framed(caption, f'<div class="wide">{svg}</div>')


def _framed(caption: str, body: str) -> str:
    return f"<figure><figcaption>{escape(caption)}</figcaption>{body}</figure>"


def _plane(value: np.ndarray, index: tuple[int, ...]) -> tuple[np.ndarray, str]:
    if value.ndim <= 2:
        return np.atleast_2d(value), ""
    lead = index[: value.ndim - 2] if len(index) == value.ndim else ()
    lead = lead or (0,) * (value.ndim - 2)
    return value[lead], f"[{', '.join(map(str, lead))}]"


def _shape(value: np.ndarray) -> str:
    return " × ".join(map(str, value.shape)) or "one number"


def _words(rows: list[list[float]]) -> str:
    flat = [v for row in rows for v in row]
    if len(flat) <= READ_OUT:
        return "; ".join(" ".join(still.number(v) for v in row) for row in rows)
    finite = [v for v in flat if np.isfinite(v)]
    if not finite:
        return "no finite numbers"
    return f"from {still.number(min(finite))} to {still.number(max(finite))}"
