"""Commands that a term needs now and then: delete a student, a Gradescope autograder."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..classroom import open_class
from ..errors import tidy


def add_parsers(commands: argparse._SubParsersAction) -> None:
    """Add this module's commands to the command line."""
    forget = commands.add_parser("forget", help="delete a student and all that tells of them")
    forget.add_argument("classdir", type=Path, metavar="CLASSDIR", help="the class folder")
    forget.add_argument("student", metavar="STUDENT")
    forget.add_argument("--dry-run", action="store_true", help="only say what there is")
    forget.set_defaults(run=_forget)

    scope = commands.add_parser("gradescope", help="write a unit's autograder for Gradescope")
    scope.add_argument("classdir", type=Path, metavar="CLASSDIR", help="the class folder")
    scope.add_argument("name", metavar="NAME", help="unit, such as 02-convolution")
    scope.add_argument("--to", type=Path, metavar="ZIP", help="NAME-gradescope.zip by default")
    scope.add_argument(
        "--unsafe", action="store_true", help="grade even where their container allows no sandbox"
    )
    scope.set_defaults(run=_gradescope)


def _forget(args: argparse.Namespace) -> int:
    from ..grade.trouble import claimed
    from .forget import forget, mentions, traces

    classroom = open_class(args.classdir)
    if args.dry_run:
        found = traces(classroom, args.student)
    else:
        with claimed(classroom):
            found = forget(classroom, args.student)
    for trace in found:
        print(f"{'would delete' if args.dry_run else 'deleted'}  {tidy(trace.path)}: {trace.what}")
    if not found:
        print(f"nothing in {tidy(classroom.root)} tells of {args.student}")
        return 1
    for said in mentions(classroom, args.student):
        print(said)
    return 0


def _gradescope(args: argparse.Namespace) -> int:
    from ..source import find
    from .gradescope import write_autograder

    classroom = open_class(args.classdir)
    unit = find(classroom.solutions, args.name).stem
    made = write_autograder(classroom, unit, args.to or Path(f"{unit}-gradescope.zip"), args.unsafe)
    print(f"{tidy(made)}: upload it as the autograder of {unit}")
    print("It holds the solutions and the secret of this class: it is for Gradescope alone.")
    return 0
