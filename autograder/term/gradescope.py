"""A Gradescope autograder of one unit: the zip to upload, and what runs in their container.

Their harness unpacks the zip into `/autograder/source`, runs `setup.sh` once, copies
`run_autograder` to `/autograder`, and for each submission runs it: files come in `submission/`,
who it is in `submission_metadata.json`, the grade goes to `results/results.json`.
(https://gradescope-autograders.readthedocs.io/en/latest/specs/)
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..classroom import FORMAT, SETTINGS, Classroom, open_class
from ..errors import AutograderError, tidy
from ..source import find, read
from .formats import gradescope
from .release import EPOCH, build_wheel
from .standing import cut, standings
from .verdicts import read_graded

MAX_FILES = 1_000
NO_JUDGEMENT = "The 0 that Gradescope shows is no judgement of your work; hand it in again, or ask."
REFUSED = (
    "The autograder did not run your work: nothing in this container keeps student code from the "
    f"solutions. {NO_JUDGEMENT}"
)

SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the image. Needs Python 3.11 to 3.13: choose the base image
# Ubuntu 24.04, or a newer one.
set -euo pipefail
cd "${GRADESCOPE_ROOT:-/autograder}/source"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends python3 python3-venv >/dev/null
python3 -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || {
    echo "Python 3.11 to 3.13 is needed; choose the base image Ubuntu 24.04" >&2
    exit 1
}
python3 -m venv ../venv
../venv/bin/python -m pip install --quiet -c constraints.txt %(packages)s
# student code runs as another user: what is here is not for its eyes
chmod -R go= .
../venv/bin/python -m autograder doctor || true
"""

RUN = """\
#!/usr/bin/env bash
# Runs for each submission.
root="${GRADESCOPE_ROOT:-/autograder}"
export OMP_NUM_THREADS=1 PYTHONUTF8=1
exec "${GRADESCOPE_PYTHON:-$root/venv/bin/python}" -m autograder.term.gradescope "$root"
"""


def write_autograder(classroom: Classroom, unit: str, to: Path, unsafe: bool = False) -> Path:
    """Write the zip for a unit of a class.

    It holds the unit's solutions and the secret of the class: it is for Gradescope alone.

    Parameters
    ----------
    unsafe
        Grade in their container even where no sandbox holds.

    Raises
    ------
    AutograderError
        If there is no such unit, or the packages do not build.
    """
    root = classroom.solutions
    source = find(root, unit)
    name = source.stem
    texts = {
        "setup.sh": "",
        "run_autograder": RUN,
        "settings.json": json.dumps({"unit": name, "unsafe": unsafe}) + "\n",
        SETTINGS: _settings(classroom, name),
        f"course/solutions/{name}.md": source.read_text(encoding="utf-8"),
        "course/_config.yml": "",
        "constraints.txt": _constraints(root),
    }
    chapter = root / "book" / f"{name}.md"
    if chapter.is_file():  # hints name its sections
        texts[f"course/book/{name}.md"] = chapter.read_text(encoding="utf-8")
    packages = []
    files = {}
    with tempfile.TemporaryDirectory(prefix="pixelup-") as scratch:
        for package in ("pixelup", "pixelup-autograder"):
            wheel = build_wheel(root, Path(scratch), package)
            files[f"wheels/{wheel.name}"] = wheel.read_bytes()
            packages.append(f"./wheels/{wheel.name}")
    if "torch" in texts[f"course/solutions/{name}.md"]:
        packages[0] += "[torch]"  # the students' package brings what training needs
    texts["setup.sh"] = SETUP % {"packages": " ".join(packages)}
    files |= {path: text.encode() for path, text in texts.items()}
    return _zip(files, to)


def _settings(classroom: Classroom, unit: str) -> str:
    """The class's settings that matter there; deadlines are Gradescope's own."""
    values = {
        "format": FORMAT,
        "course": classroom.course,
        "secret": classroom.secret,
        "solutions": "course",
        "units": [unit],
        "site": classroom.settings.site,
        "show_expected": classroom.settings.show_expected,
    }
    # JSON's numbers, texts, truths and lists of texts are TOML's too
    return "".join(f"{k} = {json.dumps(v, ensure_ascii=False)}\n" for k, v in values.items())


def _constraints(root: Path) -> str:
    """The exact versions that the course was tested with."""
    pins = root / "requirements.txt"
    lines = pins.read_text(encoding="utf-8").splitlines() if pins.is_file() else []
    kept = (re.match(r"[\w.-]+==[\w.+!-]+", line) for line in lines)
    return "".join(f"{k.group()}\n" for k in kept if k)


def _zip(files: dict[str, bytes], to: Path) -> Path:
    if to.suffix.lower() != ".zip":
        raise AutograderError(f"{tidy(to)}: name a file that ends in .zip")
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            run = name in ("setup.sh", "run_autograder")
            info.external_attr = (0o100755 if run else 0o100644) << 16
            archive.writestr(info, data)
    part.replace(to)
    return to


def run(root: Path) -> dict[str, Any]:
    """Grade the submission that lies in Gradescope's folder, and write `results/results.json`.

    Whatever happens there is a result: one that could not be graded says why.
    """
    try:
        result = _graded(root)
    except AutograderError as problem:
        result = _told(f"Not graded: {problem}. {NO_JUDGEMENT}")
    (root / "results").mkdir(exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
    (root / "results" / "results.json").write_text(text + "\n", encoding="utf-8")
    return result


def _graded(root: Path) -> dict[str, Any]:
    from ..__main__ import main
    from ..engine.doctor import diagnose

    told = json.loads((root / "source" / "settings.json").read_text(encoding="utf-8"))
    unit, unsafe = told["unit"], told["unsafe"]
    sandbox = diagnose((str(root / "source"),)).sandbox
    print(f"sandbox: {sandbox or 'none'}")  # the instructor sees what is printed
    if not sandbox and not unsafe:
        return _told(REFUSED)
    with tempfile.TemporaryDirectory(prefix="pixelup-") as scratch:
        classroom = _class(root / "source", Path(scratch) / "class")
        student = _student(root)
        _take_in(root / "submission", classroom.submitted(student, unit))
        said = ["--unsafe"] if unsafe and not sandbox else []
        main(["grade", str(classroom.root), unit, "--workers", "1", "--quiet", *said])
        (only,) = (
            s for s in standings(classroom, unit).cells.values() if s.student.student == student
        )
        made = gradescope(only)
        if made is None:
            reason = only.outcome.reason if only.outcome else "the autograder gave no answer"
            raise AutograderError(reason)
        notebook = classroom.autograded(student, unit) / f"{unit}.ipynb"
        return _explained(made, notebook, classroom, sandbox or "none")


def _class(source: Path, folder: Path) -> Classroom:
    from ..setup_class import add_unit

    folder.mkdir(mode=0o700)
    text = (source / SETTINGS).read_text(encoding="utf-8")
    course = json.dumps(str((source / "course").resolve()))
    text = re.sub(r"^solutions = .*$", lambda _: f"solutions = {course}", text, flags=re.MULTILINE)
    (folder / SETTINGS).write_text(text, encoding="utf-8")
    tomllib.loads(text)
    classroom = open_class(folder)
    for unit in classroom.settings.units:
        add_unit(classroom, read(find(classroom.solutions, unit)))
    return classroom


def _student(root: Path) -> str:
    """Who it is, as an id: hidden cases are drawn for it."""
    try:
        told = json.loads((root / "submission_metadata.json").read_text(encoding="utf-8"))
        name = str(told["users"][0]["email"])
    except (OSError, ValueError, KeyError, IndexError, TypeError):
        name = "student"
    return re.sub(r"[^\w.@-]|\.(?=\.)", "-", name)[:64].lstrip(".-") or "student"


def _take_in(submission: Path, target: Path) -> None:
    """Copy what was handed in; links are not followed."""
    files = [p for p in sorted(submission.rglob("*")) if p.is_file() and not p.is_symlink()]
    if not files:
        raise AutograderError("nothing was handed in")
    if len(files) > MAX_FILES:
        raise AutograderError(f"over {MAX_FILES} files were handed in")
    for file in files:
        place = target / file.relative_to(submission)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def _explained(
    made: dict[str, Any], notebook: Path, classroom: Classroom, sandbox: str
) -> dict[str, Any]:
    """The result with hints; without written answers, which Gradescope has its own page for."""
    verdicts = read_graded(notebook).verdicts
    tests = []
    for test in made["tests"]:
        if verdict := verdicts.get(test["name"]):
            lines = list(_lines(verdict, classroom.settings.show_expected))
            tests.append(test | {"output": "\n".join(lines) or test["output"]})
    by_hand = [t["name"] for t in made["tests"] if t["name"] not in verdicts]
    notes = [made["output"]] if made["output"] else []
    if by_hand:
        notes.append(f"Written answers are read by a person: {', '.join(by_hand)}.")
    return made | {
        "score": float(cut(sum(t["score"] for t in tests))),
        "output": "\n".join(notes),
        "tests": tests,
        "extra_data": made["extra_data"] | {"sandbox": sandbox},
    }


def _lines(verdict: dict[str, Any], show_expected: bool) -> Iterator[str]:
    from .page import sentence

    yield from verdict["broken"]
    if verdict["failure"] is not None:
        case = verdict.get("case")
        yield sentence(verdict, case, show_expected) if case else verdict["failure"]
    if verdict["mistake"]:
        yield f"Think about this ({verdict['mistake'].replace('-', ' ')}): {verdict.get('hint')}"


def _told(why: str) -> dict[str, Any]:
    return {
        "score": 0,
        "output": why,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [],
    }


if __name__ == "__main__":
    run(Path(sys.argv[1]))
