"""A page of the book as data: its text, its code cells, its quizzes and figures; and running it."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import jupytext
import torch
import yaml
from threadpoolctl import threadpool_limits

from autograder.source import UnitSource, read
from tests.conftest import ROOT

BOOK = ROOT / "book"
WORKED = json.loads((ROOT / "tests" / "data" / "worked_examples.json").read_text(encoding="utf-8"))


def worked(kind: str) -> dict[str, Any]:
    """The worked examples of the lectures of one kind, by their names."""
    return {example["id"]: example for example in WORKED[kind]}


@dataclass(frozen=True)
class Run:
    """What is left when cells were run: names, what they printed, CPU seconds."""

    names: dict[str, Any]
    printed: str
    seconds: float


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Parameters
    ----------
    stem : str
        Its name below ``book/``, without the ending: ``01-images``, ``appendix/errata``.
    """

    stem: str

    @cached_property
    def text(self) -> str:
        return (BOOK / f"{self.stem}.md").read_text(encoding="utf-8")

    @cached_property
    def code(self) -> list[Any]:
        """The code cells."""
        cells = jupytext.reads(self.text, fmt="md:myst").cells
        return [cell for cell in cells if cell.cell_type == "code"]

    @property
    def source(self) -> Path:
        """Where the exercise of the same name is, if there is one."""
        return ROOT / "solutions" / f"{self.stem}.md"

    @cached_property
    def unit(self) -> UnitSource:
        """The exercise of the same name."""
        return read(self.source)

    @cached_property
    def exercise(self) -> str:
        """The exercise as it is written."""
        return self.source.read_text(encoding="utf-8")

    def directives(self, name: str) -> list[tuple[str, str]]:
        """Arguments and bodies of all directives of one name, in the page's order."""
        pattern = rf"^(`{{3,4}})\{{{name}\}} *([^\n]*)\n(.*?)^\1$"
        return [(m[2], m[3]) for m in re.finditer(pattern, self.text, flags=re.S | re.M)]

    @cached_property
    def slips(self) -> str:
        """What the page says in boxes, where it corrects the lectures."""
        return " ".join(body for _, body in self.directives("admonition"))

    @cached_property
    def labels(self) -> list[str]:
        """The labels of its headings."""
        return re.findall(r"^\(([\w-]+)\)=\n#+ ", self.text, flags=re.M)

    @cached_property
    def hints(self) -> set[str]:
        """The labels that the hints of its exercise point to."""
        return set(re.findall(r"^see: (\S+)$", self.exercise, flags=re.M))

    @cached_property
    def pictures(self) -> list[Any]:
        """The cells that show a picture: called ``show_...``, kept in a name, or asked for."""
        return [cell for cell in self.code if _shows(cell.source)]

    @cached_property
    def alive(self) -> list[tuple[str, dict[str, Any]]]:
        """Names and states of its figures that answer."""
        return [(name, yaml.safe_load(body)) for name, body in self.directives("anywidget")]

    @cached_property
    def quizzes(self) -> dict[str, dict[str, Any]]:
        """Its quizzes by their names."""
        told = [yaml.safe_load(body) for _, body in self.directives("quiz")]
        return {quiz["id"]: quiz for quiz in told}

    @property
    def kinds(self) -> set[str]:
        """The types of its quizzes."""
        return {quiz["type"] for quiz in self.quizzes.values()}

    def right(self, quiz: str) -> list[str]:
        """The right answers of a quiz."""
        return [a["text"] for a in self.quizzes[quiz]["answers"] if a.get("correct")]

    @cached_property
    def cited(self) -> set[str]:
        """What it cites, as the page says it: with the number of its chapter."""
        found = re.findall(r"\{cite:[pt]\}`([^`]+)`", self.text)
        return {key.strip() for keys in found for key in keys.split(",")}

    def solved(self) -> list[str]:
        """The solutions of its exercise."""
        pattern = r"### BEGIN SOLUTION\n(.*?)### END SOLUTION"
        return re.findall(pattern, self.exercise, flags=re.S)

    def given_away(self, longer: int) -> set[str]:
        """Lines of its exercise's solutions of more characters than so many that its code has."""
        secret = {line.strip() for text in self.solved() for line in text.splitlines()}
        shown = {line.strip() for cell in self.code for line in cell.source.splitlines()}
        return {line for line in secret & shown if len(line) > longer}


def run(
    page: Page,
    cells: Iterable[Any] | None = None,
    each: Callable[[dict[str, Any]], None] = lambda names: None,
) -> Run:
    """Run cells of a page, on one core; a warning is an error.

    Parameters
    ----------
    page : Page
    cells : iterable of cells, optional
        All code cells of the page if not given.
    each : callable, optional
        Is called with the names after each cell.
    """
    names: dict[str, Any] = {"__name__": "page"}
    out, threads = io.StringIO(), torch.get_num_threads()
    with warnings.catch_warnings(), threadpool_limits(1), contextlib.redirect_stdout(out):
        warnings.simplefilter("error")
        start = time.process_time()
        for cell in page.code if cells is None else cells:
            exec(compile(cell.source, page.stem, "exec"), names)
            each(names)
    torch.set_num_threads(threads)
    return Run(names, out.getvalue(), time.process_time() - start)


def _shows(source: str) -> bool:
    if re.search(r"^show_\w+\(", source, flags=re.M):
        return True
    match ast.parse(source).body[-1]:
        case ast.Expr(ast.Name() | ast.Call(func=ast.Attribute(attr="picture"))):
            return True
    return False


# Every chapter that there is; a new one is looked at as soon as its file exists.
CHAPTERS = [Page(path.stem) for path in sorted(BOOK.glob("[0-9][0-9]-*.md"))]
