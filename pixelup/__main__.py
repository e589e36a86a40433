"""For students: `python -m pixelup check NOTEBOOK`, `python -m pixelup progress`."""

# ruff: noqa: T201 - a command-line tool prints

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .compare import number
from .homework import (
    Homework,
    HomeworkError,
    as_json,
    check_apart,
    check_notebook,
    find_notebooks,
    table,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 when all is right, 1 when not yet, 2 when it cannot be told."""
    parser = argparse.ArgumentParser(prog="pixelup", description="Checks your notebooks.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="check all tasks of a notebook")
    check.add_argument("notebook", type=Path, metavar="NOTEBOOK")
    check.add_argument("--json", action="store_true", help="one line of JSON instead of a table")
    check.set_defaults(run=_check)
    progress = commands.add_parser("progress", help="how far you are, in all notebooks of a folder")
    progress.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="FOLDER")
    progress.set_defaults(run=_progress)
    args = parser.parse_args(argv)
    try:
        return args.run(args)
    except HomeworkError as problem:
        print(f"pixelup: {problem}", file=sys.stderr)
        return 2


def _check(args: argparse.Namespace) -> int:
    os.environ.setdefault("MPLBACKEND", "agg")  # a picture that nobody sees opens no window
    homework = check_notebook(args.notebook)
    print(as_json(homework) if args.json else table(homework))
    return int(not all(r.passed for r in homework.rows))


def _progress(args: argparse.Namespace) -> int:
    if not args.folder.is_dir():
        raise HomeworkError(f"there is no folder {args.folder}")
    found = list(find_notebooks(args.folder))
    if not found:
        raise HomeworkError(f"no notebook of this course is in {args.folder.resolve()}")
    done = True
    for path in found:
        homework = check_apart(path)
        done = done and isinstance(homework, Homework) and all(r.passed for r in homework.rows)
        print(_line(path, homework))
    return int(not done)


def _line(path: Path, homework: Homework | str) -> str:
    if isinstance(homework, str):
        return f"{path}: {homework}"
    right = sum(r.passed for r in homework.rows)
    bar = "#" * right + "." * (len(homework.rows) - right)
    points = f"{number(homework.points)} of {number(homework.out_of)} points"
    return f"{homework.unit}  [{bar}]  {right} of {len(homework.rows)} tasks  {points}  {path}"


if __name__ == "__main__":
    sys.exit(main())
