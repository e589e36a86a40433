"""Feedback pages: nbgrader's own, one a graded notebook."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from .classroom import Classroom, open_class
from .errors import AutograderError
from .setup_class import nbgrader_api


def make_feedback(
    classroom: Classroom,
    unit: str,
    workers: int,
    force: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write the pages of all graded notebooks of a unit that are missing or out of date.

    Returns
    -------
    tuple of Path
        All pages of the unit, by student.

    Raises
    ------
    AutograderError
        If nothing was graded, or nbgrader fails on a notebook.
    """
    graded = sorted((classroom.root / "autograded").glob(f"*/{unit}/{unit}.ipynb"))
    if not graded:
        raise AutograderError(f"nothing of {unit} was graded yet; run `grade` first")
    pages = {g.parent.parent.name: classroom.feedback(g.parent.parent.name, unit) for g in graded}
    stale = [
        student
        for student, notebook in zip(pages, graded, strict=True)
        if force or not _is_newer(pages[student] / f"{unit}.html", notebook)
    ]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(_one, classroom.root, unit, s): s for s in stale}
        for future in as_completed(running):
            if problem := future.result():
                raise AutograderError(f"no feedback for {running[future]}: {problem}")
            tell(running[future])
    return tuple(page / f"{unit}.html" for page in pages.values())


def _is_newer(page: Path, notebook: Path) -> bool:
    return page.is_file() and page.stat().st_mtime_ns >= notebook.stat().st_mtime_ns


def _one(folder: Path, unit: str, student: str) -> str:
    answer = nbgrader_api(open_class(folder)).generate_feedback(unit, student, force=True)
    if answer["success"]:
        return ""
    said = (answer.get("error") or answer.get("log") or "no reason given").strip().splitlines()
    return said[-1]
