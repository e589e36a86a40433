"""What a person should look at in a notebook's process: functions replaced, or hidden.

A report from inside, for honest accidents and simple tricks. Code that knows of it can lie here;
that earns nothing, for answers are judged in another process.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import inspect
import operator
import sys
from collections.abc import Iterator
from types import CellType, CodeType, FunctionType
from typing import Any

WATCHED = (
    "builtins",
    "json",
    "math",
    "numpy",
    "numpy.linalg",
    "numpy.testing",
    "pixelup.ask",
    "pixelup.plain",
    "pixelup.rules",
    "pixelup.serving",
    "pixelup.wire",
    "torch",
    "torch.nn.functional",
)
_CHANGE = {"builtins.input", "builtins._"}  # IPython does it for every cell
_AT = object.__basicsize__ + ctypes.sizeof(ctypes.c_ssize_t)
_DEEP = 3  # calls that are followed into helpers
_MOST = 10  # names in one report

_before: dict[str, dict[str, Any]] = {}
_versions: dict[str, int] = {}  # of the modules' names, when they were last found as before


def remember() -> None:
    """Called once, before the first cell: note what belongs to the libraries."""
    for name in WATCHED:
        if name in sys.modules:
            known = vars(sys.modules[name]).items()
            _before[name] = {k: v for k, v in known if callable(v)}
            _versions[name] = _version(vars(sys.modules[name]))


def report(answer: Any, hidden: dict[str, Any]) -> tuple[str, ...]:
    """What was noticed: `patched NAME`, `forbidden NAME`.

    Parameters
    ----------
    answer
        What the student wrote.
    hidden
        Functions that the task forbids, by their dotted names.
    """
    found = [f"patched {name}" for name in patched() if name not in hidden]
    found += [f"forbidden {name}" for name in _called(answer, hidden)]
    return tuple(found[:_MOST])


def patched() -> Iterator[str]:
    """Names of functions that something else than their own library has replaced."""
    for module, before in _before.items():
        now = vars(sys.modules[module]) if module in sys.modules else {}
        version = _version(now)
        if version and version == _versions.get(module):
            continue  # most often: to look at each function costs a copy of its page of memory
        if all(map(operator.is_, map(now.get, before), before.values())):
            _versions[module] = version
            continue
        for name, old in before.items():
            new = now.get(name, old)
            if new is old or f"{module}.{name}" in _CHANGE:
                continue
            if not _by_the_library(old, new):
                yield f"{module}.{name}"


def forbidden_objects(names: tuple[str, ...]) -> dict[str, Any]:
    """The functions of loaded modules that these names stand for."""
    found: dict[str, Any] = {}
    for name in names:
        module, _, attribute = name.rpartition(".")
        thing = getattr(sys.modules.get(module), attribute, None)
        if callable(thing):
            found[name] = thing
    return found


def _version(names: dict[str, Any]) -> int:
    """The number that CPython gives to a dict at each change, and to no other; 0 where it has none.

    It lies behind the object's head and the count of its items (`dictobject.h`, until 3.13).
    """
    return _tag(names) if _counted() else 0


def _tag(names: dict[str, Any]) -> int:
    return ctypes.c_uint64.from_address(id(names) + _AT).value


@functools.cache
def _counted() -> bool:
    """Whether this Python counts the changes of a dict; it is tried out."""
    if sys.implementation.name != "cpython":
        return False
    names: dict[str, Any] = {"a": 1}
    seen = [_tag(names)]
    for key, value in (("a", 2), ("b", 3), ("b", 4)):
        names[key] = value
        seen.append(_tag(names))
    return len(set(seen)) == len(seen) and bool(names["a"]) and _tag(names) == seen[-1]


def _by_the_library(old: Any, new: Any) -> bool:
    """Libraries exchange functions of their own, some when they are first used."""
    own = str(getattr(old, "__module__", None) or "").partition(".")[0]
    code = getattr(inspect.unwrap(new), "__code__", None) if callable(new) else None
    path = code.co_filename if isinstance(code, CodeType) else ""
    from_disk = path.startswith((sys.prefix, sys.base_prefix))
    return from_disk and str(getattr(new, "__module__", "")).partition(".")[0] == own


def _called(answer: Any, hidden: dict[str, Any]) -> Iterator[str]:
    """Forbidden functions that an answer, or a helper of the notebook, names otherwise."""
    own = vars(sys.modules["__main__"])
    first = list(vars(answer).values()) if isinstance(answer, type) else [answer]
    todo, seen = [(thing, 0) for thing in first], set[int]()
    while todo and hidden:
        thing, depth = todo.pop()
        if not isinstance(thing, FunctionType) or thing.__globals__ is not own:
            continue
        if id(thing) in seen or depth > _DEEP:
            continue
        seen.add(id(thing))
        held = [own.get(name) for name in _names(thing.__code__)]
        held += [
            *_contents(thing.__closure__),
            *(thing.__defaults__ or ()),
            *(thing.__kwdefaults__ or {}).values(),
        ]
        for value in held:
            yield from (name for name, function in hidden.items() if value is function)
            todo.append((value, depth + 1))


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _contents(cells: tuple[CellType, ...] | None) -> Iterator[Any]:
    for cell in cells or ():
        with contextlib.suppress(ValueError):  # it has none yet
            yield cell.cell_contents
