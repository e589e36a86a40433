"""Commands of a term: collect, regrade, override, audit, report, release."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ..classroom import open_class
from ..errors import AutograderError, tidy
from .chores import add_parsers as add_chores

if TYPE_CHECKING:
    from ..source import UnitSource


def add_parsers(
    commands: argparse._SubParsersAction,
    grading_options: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add this module's commands to the command line."""
    collect = _with_class(commands.add_parser("collect", help="take in what was handed in"))
    collect.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="folder, zip, notebook"
    )
    collect.add_argument("--unit", default="", metavar="NAME", help="all of it is for this unit")
    collect.set_defaults(run=_collect)

    regrade = _with_class(commands.add_parser("regrade", help="grade again what has not changed"))
    grading_options(regrade)
    regrade.add_argument("--why", required=True, metavar="TEXT", help="for the audit")
    regrade.set_defaults(run=_regrade)

    override = _with_class(commands.add_parser("override", help="set a student's points by hand"))
    override.add_argument("student", metavar="STUDENT")
    override.add_argument("task", metavar="TASK", help="UNIT/TASK, or TASK if only one unit has it")
    override.add_argument("points", type=_points, metavar="POINTS", help="a number, or auto")
    override.add_argument("--why", required=True, metavar="TEXT", help="for the audit")
    override.set_defaults(run=_override)

    audit = _with_class(commands.add_parser("audit", help="all changes of a student's grades"))
    audit.add_argument("student", metavar="STUDENT")
    audit.set_defaults(run=_audit)

    report = _with_class(commands.add_parser("report", help="the class as one page"))
    report.add_argument("--to", type=Path, metavar="FILE", help="CLASSDIR/report.html by default")
    report.set_defaults(run=_report)

    release = commands.add_parser("release", help="write what students get")
    release.add_argument("name", nargs="?", metavar="NAME", help="unit, such as 02-convolution")
    release.add_argument("--to", type=Path, metavar="DIR|ZIP", help="the unit's name by default")
    # --course of the whole program says where the course is; here it says where its copy goes
    release.add_argument("--course", dest="copy", type=Path, metavar="DIR", help="the whole course")
    release.add_argument("--solutions", action="store_true", help="worked, for after the deadline")
    release.add_argument(
        "--class", dest="classdir", type=Path, metavar="CLASSDIR", help="for --student and --each"
    )
    release.add_argument(
        "--student", action="append", default=[], metavar="ID", help="a copy with a seed of its own"
    )
    release.add_argument("--each", action="store_true", help="such a copy for all of the roster")
    release.set_defaults(run=_release)
    add_chores(commands)


def _with_class(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("classdir", type=Path, metavar="CLASSDIR", help="the class folder")
    return parser


def _collect(args: argparse.Namespace) -> int:
    from . import listing
    from .collect import collect

    classroom = open_class(args.classdir)
    lines = collect(classroom, args.paths, args.unit)
    listing.write_log(classroom, lines)
    for said in (*listing.text(lines), *listing.summary(classroom, lines)):
        print(said)
    return int(any(line.asks for line in lines))


def _points(text: str) -> float | None:
    """Points from the command line; None for `auto`."""
    if text == "auto":
        return None
    number = float(text)
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError("a number, or auto")
    return number


def _regrade(args: argparse.Namespace) -> int:
    from ..grading import run_grading, unknown
    from .regrade import differences

    if not args.why.strip():
        raise AutograderError('say why: --why "..."')
    classroom = open_class(args.classdir)
    outcomes, events, notes = run_grading(classroom, args, True, f"regraded: {args.why.strip()}")
    changed = list(differences(classroom, events))
    for said in (*changed, *notes):
        print(said)
    print(f"{len(outcomes)} graded again, {len(changed)} changed")
    return unknown(outcomes)


def _override(args: argparse.Namespace) -> int:
    from .points import points_text
    from .regrade import override

    classroom = open_class(args.classdir)
    unit, before, after = override(classroom, args.student, args.task, args.points, args.why)
    task = args.task.rpartition("/")[2]
    print(f"{args.student}  {unit}/{task}  {points_text(before)} -> {points_text(after)}")
    return 0


def _audit(args: argparse.Namespace) -> int:
    from .audit import Audit, lines, record

    classroom = open_class(args.classdir)
    record(classroom)
    audit = Audit(classroom.root)
    said = list(lines(audit, args.student))
    if not said:
        raise AutograderError(f"nothing of {args.student!r} was graded in {tidy(classroom.root)}")
    for line in said:
        print(line)
    for number in audit.broken:
        print(f"{tidy(audit.path)}:{number}: was changed, or a line before it", file=sys.stderr)
    return int(bool(audit.broken))


def _report(args: argparse.Namespace) -> int:
    from .audit import record
    from .late_nbgrader import sync
    from .report import write_report

    classroom = open_class(args.classdir)
    sync(classroom)
    record(classroom)
    for path in write_report(classroom, args.to):
        print(tidy(path))
    return 0


def _release(args: argparse.Namespace) -> int:
    from ..__main__ import course_root
    from ..source import find, read
    from .release import release_course, release_unit

    root = args.course.resolve() if args.course else course_root()
    if bool(args.name) == bool(args.copy):
        raise AutograderError("name a unit, or a folder for the whole course with --course DIR")
    if args.copy:
        print(f"{tidy(release_course(root, args.copy))}: no line of a solution is inside")
        return 0
    unit = read(find(root, args.name))
    if args.student or args.each:
        return _release_each(args, unit)
    to = args.to or Path(f"{unit.name}-solutions" if args.solutions else unit.name)
    made = release_unit(root, unit, to, args.solutions)
    clean = "with worked solutions" if args.solutions else "no line of a solution is inside"
    print(f"{tidy(made)}: {clean}")
    return 0


def _release_each(args: argparse.Namespace, unit: UnitSource) -> int:
    from .release import release_each
    from .roster import load

    if args.solutions:
        raise AutograderError("worked solutions are the same for all; leave out --student, --each")
    if args.classdir is None:
        raise AutograderError("say which class: --class CLASSDIR")
    classroom = open_class(args.classdir)
    listed = tuple(s.student for s in load(classroom.root))
    for student in args.student:
        if student not in listed:
            raise AutograderError(f"{student!r} is not in the roster of {tidy(classroom.root)}")
    students = listed if args.each else tuple(dict.fromkeys(args.student))
    if not students:
        raise AutograderError("nobody is in the roster; make one with `init --roster`")
    to = args.to or Path(unit.name)
    made = release_each(classroom, unit, to, students)
    print(f"{len(made)} copies with seeds of their own in {tidy(to)}: no line of a solution inside")
    return 0
