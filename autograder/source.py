"""Read an exercise's source, `solutions/NN-name.md`, into frozen data; see solutions/README.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jupytext.myst import MystMetadataParsingError, myst_to_notebook

from pixelup.compare import Rules
from pixelup.score import Score
from pixelup.scores import SCORES
from pixelup.task import Explorer

from .errors import AutograderError, SourceError, tidy
from .once import while_unchanged
from .options import Options

ROLES = ("given", "solution", "cases", "probe", "accepted", "mistake", "play")
NAME = re.compile(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*")
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


@dataclass(frozen=True)
class Cell:
    """One cell as it stands in the source; `role` of markdown is statement or manual."""

    role: str
    text: str
    line: int
    options: Options


@dataclass(frozen=True)
class Variant:
    """A whole other solution of a task: an accepted style, or a mistake with its hint.

    Of a trained network, a mistake is shown by its `sign`, or is `like` another one that is.
    """

    name: str
    code: str
    line: int
    hint: str = ""
    see: str = ""
    sign: str = ""
    like: str = ""


@dataclass(frozen=True)
class TaskSource:
    """A task with its code; see :class:`pixelup.task.Task` for the settings."""

    name: str
    line: int
    points: float
    reference: str
    cases: str
    probe: str
    accepted: tuple[Variant, ...]
    mistakes: tuple[Variant, ...]
    rules: Rules
    forbid: tuple[str, ...]
    loops: int | None
    seconds: float
    uses: tuple[str, ...]
    explorer: Explorer | None
    allow: tuple[str, ...]
    score: Score | None = None


@dataclass(frozen=True)
class UnitSource:
    """A unit: its cells in order, and its tasks."""

    name: str
    title: str
    path: Path
    cells: tuple[Cell, ...]
    tasks: tuple[TaskSource, ...]

    @cached_property
    def given(self) -> str:
        """All code that students are given, in order."""
        return "\n".join(c.text for c in self.cells if c.role == "given")


def weight_files(unit: UnitSource) -> tuple[str, ...]:
    """Names of the files of weights that are handed in beside the notebook, by task."""
    scores = (t.score for t in unit.tasks if t.score is not None)
    return tuple(dict.fromkeys(s.weights.file for s in scores if s.weights is not None))


def units(root: Path) -> tuple[Path, ...]:
    """The sources of all units, in order."""
    return tuple(sorted(p for p in (root / "solutions").glob("*.md") if NAME.fullmatch(p.stem)))


def find(root: Path, name: str) -> Path:
    """The source of a unit; `name` may be its number alone.

    Raises
    ------
    AutograderError
        If there is none, or more than one.
    """
    found = [p for p in units(root) if p.stem == name or p.stem.split("-")[0] == name]
    if len(found) == 1:
        return found[0]
    known = ", ".join(p.stem for p in units(root)) or "none"
    raise AutograderError(f"no unit is called {name!r}: solutions/ has {known}")


def read(path: Path) -> UnitSource:
    """Read and check one source.

    Raises
    ------
    SourceError
        One line with file, line, what is wrong and how to mend it.
    """
    shown = tidy(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise AutograderError(f"{shown}: cannot be read ({problem})") from problem
    _regions(shown, text)
    try:
        notebook = myst_to_notebook(text, add_source_map=True)
    except MystMetadataParsingError as problem:
        raise _bad_options(shown, problem) from problem
    lines = notebook.metadata.pop("source_map")
    cells = tuple(
        cell
        for raw, line in zip(notebook.cells, lines, strict=True)
        for cell in _split(shown, raw, line)
    )
    unit = notebook.metadata.get("unit")
    title = unit.get("title") if isinstance(unit, dict) else None
    if not title:
        raise SourceError(
            shown, 1, "the unit has no title", "add `unit: {title: ...}` to the front matter"
        )
    tasks = tuple(_task(shown, c, cells) for c in list(_solutions(shown, cells)))
    _no_strays(shown, cells, {t.name for t in tasks})
    for cell in cells:
        cell.options.no_leftovers()
    return UnitSource(path.stem, str(title), path, cells, tasks)


read_once = while_unchanged(read)  # as `read`, for who comes again and again


def _split(path: Path, raw: Any, line: int) -> Iterator[Cell]:
    metadata = dict(raw.metadata)
    role = metadata.pop("role", None)
    options = Options(path, line, metadata)
    if raw.cell_type == "markdown":
        if role not in (None, "statement", "manual"):
            raise SourceError(
                path,
                line,
                f"a text has the role {role!r}",
                "it can be `statement` or `manual`",
            )
        yield Cell(role or "statement", raw.source, line, options)
        return
    if role not in ROLES:
        what = "a code cell has no role" if role is None else f"the role {role!r} is not known"
        raise SourceError(path, line, what, f"write `:role:` and one of {', '.join(ROLES)}")
    try:
        ast.parse(raw.source)
    except SyntaxError as problem:
        at = line + (problem.lineno or 1) + len(raw.metadata)
        raise SourceError(path, at, f"the code does not parse ({problem.msg})", "mend it") from None
    yield Cell(role, raw.source, line, options)


def _solutions(path: Path, cells: tuple[Cell, ...]) -> Iterator[Cell]:
    seen: dict[str, int] = {}
    for cell in cells:
        if cell.role != "solution":
            continue
        name = cell.options.task()
        if name in seen:
            raise SourceError(
                path,
                cell.line,
                f"two tasks are called {name!r} (the other at line {seen[name]})",
                "give one another name",
            )
        seen[name] = cell.line
        if BEGIN not in cell.text:
            raise SourceError(
                path,
                cell.line,
                f"the solution of {name!r} has no `{BEGIN}`",
                "mark what students are to write",
            )
        yield cell


def _task(path: Path, cell: Cell, cells: tuple[Cell, ...]) -> TaskSource:
    o = cell.options
    name = o.task()
    mine = [c for c in cells if c.role != "solution" and c.options.get("task") == name]
    cases = [c for c in mine if c.role == "cases"]
    score = o.score()
    if score is not None and cases:
        raise SourceError(
            path, cases[0].line, f"{name!r} has a score and cases", "its `data` are its cases"
        )
    if score is None and len(cases) != 1:
        what = "has no cases" if not cases else f"has cases twice (line {cases[1].line} too)"
        raise SourceError(
            path, cell.line, f"the task {name!r} {what}", "write one cell with `:role: cases`"
        )
    for c in (cell, *cases):
        wanted = "cases" if c.role == "cases" else name
        if wanted not in _defined(c.text):
            raise SourceError(
                path, c.line, f"the cell does not define {wanted!r}", f"write `def {wanted}(...)`"
            )
    for c in mine:
        c.options.task()
    return TaskSource(
        name=name,
        line=cell.line,
        points=o.points(),
        reference=cell.text,
        cases=cases[0].text if cases else "",
        probe="\n".join(c.text for c in mine if c.role == "probe"),
        accepted=_variants(path, name, mine, "accepted"),
        mistakes=_variants(path, name, mine, "mistake", score),
        rules=Rules(o.number("tolerance", 1e-6), o.choice("kind", ("value", "same", "exact"))),
        forbid=o.names("forbid"),
        loops=o.whole("loops"),
        seconds=o.number("seconds", 2.0),
        uses=o.names("uses"),
        explorer=o.explorer(),
        allow=o.names("allow"),
        score=score,
    )


def _variants(
    path: Path, task: str, cells: list[Cell], role: str, score: Score | None = None
) -> tuple[Variant, ...]:
    found: dict[str, Variant] = {}
    for c in (c for c in cells if c.role == role):
        name = c.options.name()
        if name in found:
            raise SourceError(
                path,
                c.line,
                f"{task!r} has two of the role {role} that are called {name!r} "
                f"(the other at line {found[name].line})",
                "give one another name",
            )
        if task not in _defined(c.text):
            raise SourceError(
                path, c.line, f"{name!r} does not define {task!r}", f"write `def {task}(...)`"
            )
        signs = SCORES[score.kind].signs if score else {}
        sign = c.options.choice("sign", ("", *signs)) if score else ""
        like = str(c.options.take("like", "")) if score else ""
        # the hint of a training is told where its sign is seen; without one nothing tells it apart
        hint = c.options.hint() if role == "mistake" and (sign or not score) else ""
        see = str(c.options.take("see", ""))
        found[name] = Variant(name, c.text, c.line, hint, see, sign, like)
    for v in found.values():
        if v.like and not (v.like in found and found[v.like].sign):
            raise SourceError(
                path,
                v.line,
                f"{v.name!r} is like {v.like!r}, which has no sign",
                "name one that has",
            )
    return tuple(found.values())


def _no_strays(path: Path, cells: tuple[Cell, ...], tasks: set[str]) -> None:
    for cell in cells:
        if cell.role in ("cases", "probe", "accepted", "mistake"):
            task = cell.options.get("task")
            if task not in tasks:
                raise SourceError(
                    path,
                    cell.line,
                    f"a cell of the role {cell.role} is for the task {task!r}, which there is not",
                    f"the tasks are {', '.join(sorted(tasks)) or 'none'}",
                )
        if cell.role == "manual":
            cell.options.name()
            cell.options.points()
            if BEGIN not in cell.text:
                raise SourceError(
                    path,
                    cell.line,
                    "a manual question has no model answer",
                    f"write it between `{BEGIN}` and `{END}`",
                )


def _regions(path: Path, text: str) -> None:
    """Every BEGIN has its END; checked on the text, where the line is known."""
    opened = 0
    for number, line in enumerate(text.splitlines(), 1):
        if BEGIN in line:
            if opened:
                raise SourceError(
                    path, opened, f"`{BEGIN}` has no `{END}`", f"close it before line {number}"
                )
            opened = number
        elif END in line:
            if not opened:
                raise SourceError(path, number, f"`{END}` has no `{BEGIN}`", "open the region")
            opened = 0
        elif opened and line.startswith("```"):
            raise SourceError(
                path, opened, f"`{BEGIN}` has no `{END}`", "close it before the cell ends"
            )
    if opened:
        raise SourceError(path, opened, f"`{BEGIN}` has no `{END}`", "close it in the same cell")


def _defined(code: str) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return names


def _bad_options(path: Path, problem: Exception) -> SourceError:
    said = str(problem)
    at = re.search(r"at line (\d+)", said)
    reason = re.search(r"Invalid YAML; ([^\n]+)", said)
    return SourceError(
        path,
        int(at[1]) if at else 1,
        f"the options of a cell are not YAML ({reason[1].strip() if reason else said[:80]})",
        "put a long text in a `---` block behind `>-`",
    )
