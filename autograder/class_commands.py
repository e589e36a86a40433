"""Commands on a class folder: init, sample, grade, feedback, export."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pixelup.task import NO_ANSWER, NOT_DEFINED, NOT_WRITTEN, TIMEOUT

from .classroom import open_class
from .errors import AutograderError, tidy
from .grade.outcome import Outcome
from .grading import chosen, run_grading, unknown
from .progress import Steps
from .term.choices import FORMATS
from .term.commands import add_parsers as add_term_parsers


def add_parsers(commands: argparse._SubParsersAction) -> None:
    """Add this module's commands to the command line."""
    init = _with_class(commands.add_parser("init", help="make a class folder"))
    init.add_argument("--roster", type=Path, metavar="CSV", help="who is in the class")
    init.set_defaults(run=_init)

    sample = _with_class(commands.add_parser("sample", help="hand in a sample class's work"))
    sample.add_argument("name", metavar="NAME", help="unit, such as 02-convolution")
    sample.set_defaults(run=_sample)

    grade = _with_class(commands.add_parser("grade", help="grade what was handed in"))
    grading_options(grade)
    grade.add_argument("--force", action="store_true", help="grade again what has not changed")
    grade.add_argument("--quiet", action="store_true", help="no table at the end")
    grade.set_defaults(run=_grade)

    doctor = commands.add_parser("doctor", help="what protects the grader on this machine")
    doctor.set_defaults(run=_doctor)

    status = _with_class(
        commands.add_parser("status", help="who handed in, how it ended, what is next")
    )
    status.set_defaults(run=_status)

    feedback = _with_class(commands.add_parser("feedback", help="write the students' pages"))
    feedback.add_argument("name", nargs="?", metavar="NAME", help="unit; all by default")
    feedback.add_argument("--workers", type=_positive, default=min(4, os.cpu_count() or 1))
    feedback.add_argument("--zip", type=Path, metavar="DIR", help="also STUDENT.zip each, into DIR")
    feedback.set_defaults(run=_feedback)

    export = _with_class(commands.add_parser("export", help="write the grades into files"))
    export.add_argument("--format", action="append", choices=FORMATS, help="plain by default")
    export.add_argument("--unit", default="", metavar="NAME", help="only this one, or total")
    export.add_argument("--to", type=Path, metavar="PATH", help="where; in CLASSDIR by default")
    export.add_argument(
        "--worksheet", type=Path, metavar="CSV", help="Moodle's, for the format moodle-worksheet"
    )
    export.set_defaults(run=_export)
    add_term_parsers(commands, grading_options)


def grading_options(parser: argparse.ArgumentParser) -> None:
    """Options of every command that grades."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="unit; all by default")
    parser.add_argument(
        "--student", action="append", default=[], metavar="ID", help="only this one"
    )
    parser.add_argument("--workers", type=_positive, default=min(4, os.cpu_count() or 1))
    parser.add_argument(
        "--scheduler", default="", metavar="tcp://HOST:PORT", help="grade on this Dask cluster"
    )
    parser.add_argument(
        "--unsafe", action="store_true", help="where there is no sandbox: grade without one"
    )


def _with_class(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("classdir", type=Path, metavar="CLASSDIR", help="the class folder")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _init(args: argparse.Namespace) -> int:
    from .__main__ import course_root
    from .classroom import make_class
    from .setup_class import add_unit
    from .source import read, units
    from .term.gradebook import tell_students
    from .term.late_nbgrader import sync
    from .term.roster import add, load, read_roster

    root = args.course.resolve() if args.course else course_root()
    classroom = make_class(args.classdir, root)
    settings = classroom.settings
    new, passed = read_roster(args.roster) if args.roster else ((), ())
    for path in units(root):
        if settings.uses(path.stem):
            done = add_unit(classroom, read(path))
            print(f"{path.stem}: {'released' if done else 'up to date'}")
    for said in (*passed, *add(classroom.root, new)) if args.roster else ():
        print(said)
    roster = load(classroom.root)
    for unit, student in settings.extensions if roster else ():
        if student not in {s.student for s in roster}:
            print(f"class.toml: [extensions] {unit} names {student!r}, who is not in the roster")
    if classroom.database.is_file():
        tell_students(classroom, roster)
        sync(classroom)
    print(f"class folder: {tidy(classroom.root)}")
    return 0


def _sample(args: argparse.Namespace) -> int:
    from .sample import make_sample
    from .source import find, read

    classroom = open_class(args.classdir)
    students = make_sample(classroom, read(find(classroom.solutions, args.name)))
    print(f"{len(students)} students have handed in")
    return 0


def _grade(args: argparse.Namespace) -> int:
    classroom = open_class(args.classdir)
    why = "graded again, as told by --force" if args.force else "graded"
    outcomes, _, notes = run_grading(classroom, args, args.force, why)
    if not args.quiet:
        outcome_table(outcomes)
    for note in notes:
        print(note)
    return unknown(outcomes)


def _doctor(_: argparse.Namespace) -> int:
    from .engine.doctor import diagnose, show

    diagnosis = diagnose()
    show(diagnosis)
    return 0 if diagnosis.safe else 1


def _status(args: argparse.Namespace) -> int:
    from .status import lines, status_of

    classroom = open_class(args.classdir)
    units = status_of(classroom)
    if not units:
        raise AutograderError(
            f"{tidy(args.classdir)} has no unit; "
            f"run `python -m autograder init {tidy(args.classdir)}`"
        )
    for line in lines(classroom, units):
        print(line)
    return 0


def _feedback(args: argparse.Namespace) -> int:
    from .feedback import bundle, make_feedback
    from .term.late_nbgrader import sync

    classroom = open_class(args.classdir)
    sync(classroom)
    for unit in chosen(classroom, args.name):
        with Steps(f"feedback on {unit}", len(classroom.students(unit))) as steps:
            pages = make_feedback(classroom, unit, args.workers, tell=steps.step)
        print(f"{len(pages)} pages in {tidy(classroom.root / 'feedback')}")
    if args.zip:
        print(f"{len(bundle(classroom, args.zip))} archives in {tidy(args.zip)}")
    return 0


def _export(args: argparse.Namespace) -> int:
    from .export import write_grades, write_worksheet
    from .term.audit import record
    from .term.formats import without_canvas
    from .term.late_nbgrader import sync
    from .term.roster import load

    if args.to and len(args.format or []) > 1:
        raise AutograderError("--to names one file; export one format at a time")
    classroom = open_class(args.classdir)
    sync(classroom)
    record(classroom)
    for form in args.format or ["plain"]:
        if form == "moodle-worksheet":
            path, said = write_worksheet(classroom, args.unit, args.worksheet, args.to)
            print(tidy(path), *said, sep="\n")
            continue
        made = write_grades(classroom, form, args.unit, args.to)
        print(tidy(made[0]) if len(made) <= 2 else f"{len(made)} files, {tidy(made[0])} first")
        if form == "canvas" and (names := without_canvas(load(classroom.root))):
            print(f"left out, for they have no id of Canvas: {', '.join(names)}")
    return 0


def outcome_table(outcomes: Sequence[Outcome]) -> None:
    """Print student, points and what was found, and count the ends."""
    table = Table()
    table.add_column("student")
    table.add_column("points", justify="right")
    table.add_column("what was found")
    for o in outcomes:
        points = "none" if o.status == "failed" else f"{o.points:g} of {o.out_of:g}"
        table.add_row(o.student, points, found(o))
    Console().print(table)
    counts = {s: sum(o.status == s for o in outcomes) for s in ("graded", "flagged", "failed")}
    print(
        f"{counts['graded']} graded, {counts['flagged']} graded with a flag, "
        f"{counts['failed']} not gradable"
    )


def found(outcome: Outcome) -> str:
    """A line or two about an outcome: repairs, known mistakes, and what else went wrong."""
    if outcome.status == "failed":
        return outcome.reason
    said = list(outcome.notes)
    named = [f"{t.task}: {t.mistake}" for t in outcome.tasks if t.mistake]
    said += named[:2]
    if len(named) > 2:
        more = len(named) - 2
        said.append(f"and {more} more known {'mistake' if more == 1 else 'mistakes'}")
    others: dict[str, list[str]] = {}
    for task in outcome.tasks:
        if task.sentence and not task.mistake:
            others.setdefault(_WORDS.get(task.error, "raises an error"), []).append(task.task)
    said += [f"{words}: {', '.join(tasks)}" for words, tasks in others.items()]
    return "; ".join(said) or "all right"


_WORDS = {
    "": "wrong in a way of its own",
    NOT_WRITTEN: "not written",
    NOT_DEFINED: "not defined",
    NO_ANSWER: "gave no answer",
    TIMEOUT: "ran out of time",
}
