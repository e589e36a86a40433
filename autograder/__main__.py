"""The command line: `python -m autograder COMMAND`."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from .class_commands import add_parsers as add_class_parsers
from .errors import AutograderError, tidy


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 well, 1 not proven, 2 could not be done."""
    parser = _parser()
    args = parser.parse_args(argv)
    args.alone = argv is None  # this process is the command and nothing else
    try:
        return args.run(args)
    except AutograderError as problem:
        print(f"autograder: {problem}", file=sys.stderr)
    except KeyboardInterrupt as problem:
        print("; ".join(["autograder: stopped", *map(str, problem.args)]), file=sys.stderr)
        return 130
    except OSError as problem:
        where = f" ({problem.filename})" if problem.filename else ""
        print(f"autograder: {problem.strerror or problem}{where}", file=sys.stderr)
    return 2


def course_root(start: Path | None = None) -> Path:
    """The folder of the course: the nearest one up from here that has `solutions/`.

    Raises
    ------
    AutograderError
        If there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "solutions").is_dir() and (folder / "_config.yml").is_file():
            return folder
    raise AutograderError(
        f"{tidy(here)} is not inside the course (a folder with solutions/ and _config.yml); "
        "go there, or name it with --course"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder", description="Builds, verifies and grades the exercises of Pixel Up."
    )
    parser.add_argument("--course", type=Path, metavar="DIR", help="folder of the course")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="make exercises/ and pixelup/golden/")
    build.add_argument("names", nargs="*", metavar="NAME", help="units, such as 02-convolution")
    build.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    build.set_defaults(run=_build)

    verify = commands.add_parser("verify", help="prove that the exercises are good ones")
    verify.add_argument("names", nargs="*", metavar="NAME", help="units, such as 02-convolution")
    verify.set_defaults(run=_verify)

    thresholds = commands.add_parser(
        "thresholds", help="train what is listed as right and wrong on many seeds, and record it"
    )
    thresholds.add_argument("names", nargs="*", metavar="NAME", help="units, such as 06-lenet")
    thresholds.add_argument("--seeds", type=int, default=20, metavar="N")
    thresholds.add_argument("--workers", type=int, default=1, metavar="N")
    thresholds.add_argument("--all", action="store_true", help="also what was measured already")
    thresholds.set_defaults(run=_thresholds)
    add_class_parsers(commands)
    return parser


def _units(args: argparse.Namespace) -> tuple[Path, tuple[Path, ...]]:
    from .source import find, units

    root = args.course.resolve() if args.course else course_root()
    named = tuple(find(root, name) for name in args.names)
    found = named or units(root)
    if not found:
        raise AutograderError(f"{tidy(root)}/solutions has no unit (NN-name.md)")
    return root, found


def _build(args: argparse.Namespace) -> int:
    from .build import products, strays, write
    from .source import read

    root, paths = _units(args)
    stale: list[Path] = []
    for path in paths:
        made = products(root, read(path))
        if args.check:
            stale += [p.path for p in made if not p.is_current]
        else:
            written = write(made)
            print(f"{path.stem}: {', '.join(str(tidy(p)) for p in written) or 'up to date'}")
    gone = list(strays(root, paths)) if not args.names else []
    for path in gone:
        print(f"{tidy(path)}: its source is gone; delete it", file=sys.stderr)
    for path in stale:
        print(f"{tidy(path)}: stale; run `python -m autograder build`", file=sys.stderr)
    if args.check and not (stale or gone):
        print(f"{len(paths)} {'unit is' if len(paths) == 1 else 'units are'} up to date")
    return 1 if stale or gone else 0


def _verify(args: argparse.Namespace) -> int:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # as when grading, before torch is imported
    from .source import read
    from .tables import verify_table
    from .verify import prove

    root, paths = _units(args)
    bad = 0
    for path in paths:
        proofs = verify_table(path.stem, lambda tell, p=path: prove(root, read(p), tell))
        bad += sum(bool(p.problems) for p in proofs)
    return 1 if bad else 0


def _thresholds(args: argparse.Namespace) -> int:
    from .source import read
    from .training import Runs, measure, solutions, stale

    _, paths = _units(args)

    def tell(name: str, runs: Runs) -> None:
        low, high = min(runs.accuracy), max(runs.accuracy)
        signs = ", ".join(sorted({s or "no sign" for s in runs.sign}))
        print(f"  {name:<28} {low:6.1%} to {high:6.1%}  {runs.seconds:5.1f} s  {signs}", flush=True)

    for unit in map(read, paths):
        for task in (t for t in unit.tasks if t.score is not None):
            names = tuple(solutions(task)) if args.all else stale(unit, task, args.seeds)
            print(
                f"{unit.name}, {task.name}: {args.seeds} seeds each"
                if names
                else f"{unit.name}, {task.name}: up to date"
            )
            measure(unit, task, names, args.seeds, args.workers, tell)
    return 0


if __name__ == "__main__":
    code = main()
    gc.freeze()  # else Python goes through all modules once more, in search of garbage
    sys.exit(code)
