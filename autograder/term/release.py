"""What goes out to students: a unit with its install line, or the whole course, proven clean."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pixelup

from .. import notebook, scan
from ..classroom import Classroom
from ..errors import AutograderError, tidy
from ..source import UnitSource, read, units, weight_files
from .stamp import stamp_of, stamped

EPOCH = (1980, 1, 1, 0, 0, 0)  # archives of the same files are the same bytes
_MARKER = ".pixelup-course"
_SECRET_FOLDERS = frozenset({"solutions", "autograder", "tests", ".git"})
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r"<[^>]*>")

README = """\
# {title}

Install the course's package once, in the folder of this file:

    pip install {wheel}

Then open {what} in JupyterLab, Notebook 7 or VS Code.
`python -m pixelup check NOTEBOOK` checks all tasks of a notebook at once,
`python -m pixelup progress` shows how far you are.
"""


def release_unit(root: Path, unit: UnitSource, to: Path, solutions: bool = False) -> Path:
    """Write a unit for students: notebook, wheel, README; into a folder, or a file `*.zip`.

    Parameters
    ----------
    root
        The course.
    solutions
        The worked solutions instead of the gaps, for after the deadline.

    Raises
    ------
    AutograderError
        If code of a solution would be inside, or the place is taken by something else.
    """
    made = notebook.source_notebook(unit)
    text = notebook.text_of(_worked(made) if solutions else notebook.release(made))
    return _write(_files(root, unit, [text], solutions)[0], to)


def release_each(
    classroom: Classroom, unit: UnitSource, to: Path, students: tuple[str, ...]
) -> tuple[Path, ...]:
    """Write a unit once a student, with a stamp: `STUDENT.zip` in a folder.

    Raises
    ------
    AutograderError
        As for :func:`release_unit`.
    """
    if to.exists() and not to.is_dir():
        raise AutograderError(f"{tidy(to)} is a file; name a folder, it gets one zip a student")
    released = notebook.release(notebook.source_notebook(unit))
    stamps = (stamp_of(classroom, s, unit.name) for s in students)
    texts = [notebook.text_of(stamped(released, stamp)) for stamp in stamps]
    made = _files(classroom.solutions, unit, texts)
    return tuple(
        _write(files, to / f"{student}.zip") for student, files in zip(students, made, strict=True)
    )


def _weights(unit: UnitSource) -> str:
    """What is handed in beside the notebook, for the README; empty where nothing is."""
    names = weight_files(unit)
    if not names:
        return ""
    return (
        f"\nHand in the notebook together with {' and '.join(f'`{n}`' for n in names)}, "
        "which your training cell writes beside it.\n"
    )


def _files(
    root: Path, unit: UnitSource, texts: list[str], solutions: bool = False
) -> list[dict[str, bytes]]:
    """What goes out with each of some notebooks, proven clean."""
    with tempfile.TemporaryDirectory(prefix="pixelup-") as scratch:
        wheel = build_wheel(root, Path(scratch))
        secret = [read(p) for p in units(root) if not solutions or p.stem != unit.name]
        what = f"{unit.name}/{unit.name}.ipynb"
        readme = README.format(title=unit.title, wheel=wheel.name, what=what)
        readme += _weights(unit)
        beside = {wheel.name: wheel.read_bytes(), "README.md": readme.encode()}
        # worked solutions are this unit's own, though another may ask for the same lines
        told = [] if solutions else [(what, text) for text in texts]
        _prove(secret, iter([("README.md", readme), *told]), ())
        _prove(secret, scan.texts(wheel), ())
    return [beside | {what: text.encode()} for text in texts]


def release_course(root: Path, to: Path) -> Path:
    """Write the student-facing copy of the whole course, ready for a repository of its own.

    It holds the site, the exercises, the wheel, a README, the licence and what Binder needs.

    Raises
    ------
    AutograderError
        If the site was not built, a secret would be inside, or the folder holds something else.
    """
    site = root / "_build" / "html"
    if not (site / "index.html").is_file():
        raise AutograderError("the site is not there; build it first: make book")
    if to.exists() and any(to.iterdir()) and not (to / _MARKER).is_file():
        raise AutograderError(f"{tidy(to)} holds other files; name a new or empty folder")
    part = to.resolve().with_name(f".{to.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        _lay_course(root, site, part)
        sources = [read(p) for p in units(root)]
        _prove(sources, _readable(part), _public(root))
        for path in part.rglob("*"):
            if path.name in _SECRET_FOLDERS and path.is_dir():
                raise AutograderError(f"{path.relative_to(part)} would go out to students")
        kept = to / ".git"
        if kept.exists():
            shutil.move(kept, part / ".git")
        shutil.rmtree(to, ignore_errors=True)
        part.rename(to)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return to


def build_wheel(root: Path, folder: Path, package: str = "pixelup") -> Path:
    """Build the students' package, or the instructor's, `pixelup-autograder`.

    Raises
    ------
    AutograderError
        If its source is not here, or it does not build.
    """
    source = root if (root / "pyproject.toml").is_file() else Path(pixelup.__file__).parents[1]
    if not (source / "pyproject.toml").is_file():
        raise AutograderError("the source of pixelup is not here; run this in the course's folder")
    source = source if package == "pixelup" else source / "autograder"
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(folder)]
    done = subprocess.run([*command, str(source)], capture_output=True, text=True, check=False)
    found = sorted(folder.glob(f"{package.replace('-', '_')}-*.whl"))
    if done.returncode or not found:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise AutograderError(f"the wheel of {package} does not build: {said[-1] if said else '?'}")
    return found[-1]


def _lay_course(root: Path, site: Path, part: Path) -> None:
    shutil.copytree(site, part / "site", ignore=shutil.ignore_patterns(".buildinfo", ".doctrees"))
    for path in units(root):
        made = root / "exercises" / path.stem / f"{path.stem}.ipynb"
        if not made.is_file():
            raise AutograderError(f"{tidy(made)} is not there; run `python -m autograder build`")
        target = part / "exercises" / path.stem / made.name
        target.parent.mkdir(parents=True)
        shutil.copyfile(made, target)
    wheels = part / "wheels"
    wheels.mkdir()
    wheel = build_wheel(root, wheels)
    for other in wheels.iterdir():
        if other != wheel:
            other.unlink()
    (part / "binder").mkdir()
    (part / "binder" / "requirements.txt").write_text(_binder(root, wheel), encoding="utf-8")
    (part / "binder" / "runtime.txt").write_text("python-3.11\n", encoding="utf-8")
    text = README.format(title="Pixel Up", wheel=f"wheels/{wheel.name}", what="exercises/")
    text += "\nThe site is `site/index.html`; it works from the disk and without a network.\n"
    (part / "README.md").write_text(text, encoding="utf-8")
    if (root / "LICENSE").is_file():
        shutil.copyfile(root / "LICENSE", part / "LICENSE")
    (part / _MARKER).touch()


def _binder(root: Path, wheel: Path) -> str:
    """What Binder installs: the wheel, and the versions that the course itself names."""
    named = root / "binder" / "requirements.txt"
    lines = named.read_text(encoding="utf-8").splitlines() if named.is_file() else ["jupyterlab"]
    # the course's own Binder builds the wheel; this one has it
    kept = [x for x in lines if x and not x.startswith(("#", "hatchling"))]
    return "\n".join([f"./wheels/{wheel.name}", *kept, ""])


def _worked(made: notebook.nbformat.NotebookNode) -> notebook.nbformat.NotebookNode:
    """The instructor's notebook without the marks around the solutions."""
    for cell in made.cells:
        kept = [x for x in cell.source.splitlines() if not re.match(r"\s*### (BEGIN|END) ", x)]
        cell.source = "\n".join(kept)
    return made


def _prove(
    sources: list[UnitSource], files: Iterator[tuple[str, str]], public: tuple[str, ...] | frozenset
) -> None:
    """Stop where a line of a solution would go out that no page of the book shows."""
    for leak in scan.leaks(sources, files):
        if _SPACE.sub("", leak.line).split("#")[0] not in public:
            raise AutograderError(
                f"{leak.where} would show students the line `{leak.line}` of {leak.secret}"
            )


def _public(root: Path) -> frozenset[str]:
    """Lines that the book itself teaches."""
    pages = (p.read_text(encoding="utf-8") for p in sorted((root / "book").glob("**/*.md")))
    return frozenset(_SPACE.sub("", x).split("#")[0] for page in pages for x in page.splitlines())


def _readable(folder: Path) -> Iterator[tuple[str, str]]:
    """Texts of a folder; of a page, what is read on it."""
    for where, text in scan.texts(folder):
        yield where, html.unescape(_TAG.sub("", text)) if where.endswith(".html") else text


def _write(files: dict[str, bytes], to: Path) -> Path:
    if to.suffix.lower() == ".zip":
        part = to.with_name(f"{to.name}.part")
        part.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in sorted(files.items()):
                info = zipfile.ZipInfo(name, EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, data)
        part.replace(to)
        return to
    if to.exists() and not to.is_dir():
        raise AutograderError(f"{tidy(to)} is a file; name a folder, or a file that ends in .zip")
    for name, data in files.items():
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        (to / name).write_bytes(data)
    return to
