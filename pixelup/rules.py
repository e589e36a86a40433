"""Rules about how an answer may be written: names it may not use, loops it may not nest.

They are enforced by reading the code, and again while it runs: a forbidden function of a
module is replaced by one that says so.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import sys
import textwrap
import unicodedata
from collections.abc import Iterator
from typing import Any

from .task import Task

_SHORT = {"np": "numpy", "F": "torch.nn.functional", "nn": "torch.nn", "sp": "scipy"}
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class ForbiddenError(RuntimeError):
    """Raised when an answer calls what its task forbids."""


def violations(task: Task, code: str) -> tuple[str, ...]:
    """Read the code of an answer and say which rules it breaks.

    Parameters
    ----------
    task
        Its `forbid` and `loops` are the rules.
    code
        Source of the answer and of its own helpers.

    Returns
    -------
    tuple of str
        One sentence a broken rule; empty when all is well or the code cannot be parsed.
    """
    text = unicodedata.normalize("NFKC", code)  # as Python reads names
    suspects = mentioned(task, text)
    counted = task.loops is not None and text.count("for") + text.count("while") > task.loops
    if not suspects and not counted:  # most often: there is nothing to look for
        return ()
    try:
        tree = ast.parse(textwrap.dedent(code))
    except SyntaxError:
        return ()
    used = _names(tree) if suspects else set()
    said = [
        f"This task is to be solved without `{name}`." for name in suspects if _hits(name, used)
    ]
    deepest = _nesting(tree) if counted else 0
    if task.loops is not None and deepest > task.loops:
        most = {0: "no loop", 1: "one loop", 2: "two nested loops"}.get(
            task.loops, f"{task.loops} nested loops"
        )
        said.append(f"There are {deepest} nested loops; this task allows {most}.")
    return tuple(said)


def code_of(answer: Any, depth: int = 3) -> str:
    """The source of a function and of the notebook's functions that it calls.

    Parameters
    ----------
    answer
        A function or class.
    depth
        How many calls deep to follow helpers.

    Returns
    -------
    str
        Empty where no source is to be had (a built-in, say).
    """
    seen: dict[int, str] = {}

    def visit(thing: Any, left: int) -> None:
        thing = inspect.unwrap(getattr(thing, "func", thing))
        if id(thing) in seen or left < 0:
            return
        try:
            source = inspect.getsource(thing)
        except (OSError, TypeError):
            return
        seen[id(thing)] = textwrap.dedent(source)
        around = getattr(thing, "__globals__", {})
        try:
            names = {n.id for n in ast.walk(ast.parse(seen[id(thing)])) if isinstance(n, ast.Name)}
        except SyntaxError:
            return
        for name in sorted(names):
            helper = around.get(name)
            if inspect.isfunction(helper) and helper.__module__ == getattr(
                thing, "__module__", None
            ):
                visit(helper, left - 1)

    visit(answer, depth)
    return "\n".join(seen.values())


@contextlib.contextmanager
def enforced(forbid: tuple[str, ...]) -> Iterator[None]:
    """While the body runs, forbidden functions of modules raise :class:`ForbiddenError`.

    Only modules that are loaded are touched, and all is put back.
    """
    put_back: list[tuple[Any, str, Any]] = []
    try:
        for name in forbid:
            module_name, _, attribute = name.rpartition(".")
            module = sys.modules.get(module_name)
            if module is None or not callable(getattr(module, attribute, None)):
                continue
            put_back.append((module, attribute, getattr(module, attribute)))
            setattr(module, attribute, _raiser(name))
        yield
    finally:
        for module, attribute, original in reversed(put_back):
            setattr(module, attribute, original)


def is_known(name: str) -> bool:
    """Whether a dotted name exists, so that a rule cannot be misspelt."""
    module, _, attribute = name.rpartition(".")
    if not module:
        return name.isidentifier()
    try:
        return hasattr(importlib.import_module(module), attribute)
    except ImportError:
        return False


def _raiser(name: str) -> Any:
    def forbidden(*_: Any, **__: Any) -> None:
        raise ForbiddenError(f"this task is to be solved without {name}")

    return forbidden


def _names(tree: ast.AST) -> set[str]:
    """Dotted names as they would be without ``import ... as``."""
    own = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own |= {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    aliases = {name: module for name, module in _SHORT.items() if name not in own}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {a.asname or a.name.split(".")[0]: a.name for a in node.names if a.asname}
        elif isinstance(node, ast.ImportFrom):
            aliases |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    used: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            used |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom):
            used |= {f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Name | ast.Attribute) and (dotted := _dotted(node)):
            head, _, tail = dotted.partition(".")
            head = aliases.get(head, head)
            used.add(f"{head}.{tail}" if tail else head)
    return used


def _dotted(node: ast.AST) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def mentioned(task: Task, code: str) -> list[str]:
    """What a task forbids that is mentioned somewhere in code, be it in a comment."""
    text = unicodedata.normalize("NFKC", code)
    return [name for name in task.forbid if _mentioned(name, text)]


def _mentioned(name: str, text: str) -> bool:
    """Whether code may use a name at all: the quick look before the thorough one."""
    if name.rpartition(".")[2] in text:
        return True
    short = (s for s, module in _SHORT.items() if f"{module}.".startswith(f"{name}."))
    return any(f"{s}." in text for s in short)


def _hits(name: str, used: set[str]) -> bool:
    return any(u == name or u.startswith(name + ".") for u in used)


def _nesting(node: ast.AST) -> int:
    """How many loops are nested at the deepest place; each ``for`` of a comprehension counts."""
    deepest = max((_nesting(child) for child in ast.iter_child_nodes(node)), default=0)
    if isinstance(node, _LOOPS):
        return deepest + 1
    if isinstance(node, _COMPREHENSIONS):
        return deepest + len(node.generators)
    return deepest
