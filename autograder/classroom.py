"""A class folder: an nbgrader course root with one settings file of ours, `class.toml`.

Student data lives here and never in the course's repository.
"""

from __future__ import annotations

import hashlib
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from .errors import AutograderError, tidy
from .once import while_unchanged
from .term.settings import SETTINGS_TEXT, SettingError, Settings, read_settings

FORMAT = 1
SETTINGS = "class.toml"
NBGRADER = "nbgrader_config.py"

NBGRADER_TEXT = """\
# nbgrader's own settings: with them its commands and formgrader work in this folder,
# and `nbgrader autograde` asks the same judge as `python -m autograder grade`.
from pathlib import Path

from autograder.grade.nbgrader import configure
from autograder.term.late_nbgrader import configure_late

configure(get_config(), Path(__file__).parent)  # noqa: F821 - nbgrader defines get_config
configure_late(get_config(), Path(__file__).parent)  # noqa: F821
"""


@dataclass(frozen=True)
class Classroom:
    """An opened class folder.

    Attributes
    ----------
    root
        The folder.
    course
        Name of the course.
    secret
        What hidden cases are drawn from.
    solutions
        Root of the course's files.
    settings
        What the instructor has set besides: units, deadlines, late policy, points.
    """

    root: Path
    course: str
    secret: str
    solutions: Path
    settings: Settings = field(default_factory=Settings)

    @property
    def database(self) -> Path:
        """The gradebook of nbgrader."""
        return self.root / "gradebook.db"

    @property
    def work(self) -> Path:
        """What the autograder keeps for itself: journal, staged copies, shards."""
        return self.root / ".autograder"

    def source(self, unit: str) -> Path:
        """The instructor's notebook of a unit."""
        return self.root / "source" / unit / f"{unit}.ipynb"

    def submitted(self, student: str, unit: str) -> Path:
        """Folder of what a student handed in for a unit."""
        return self.root / "submitted" / student / unit

    def autograded(self, student: str, unit: str) -> Path:
        """Folder of the graded notebook."""
        return self.root / "autograded" / student / unit

    def feedback(self, student: str, unit: str) -> Path:
        """Folder of the page that goes back to the student."""
        return self.root / "feedback" / student / unit

    def units(self) -> tuple[str, ...]:
        """Units that this class has and uses, in order."""
        found = sorted(p.stem for p in (self.root / "source").glob("*/*.ipynb"))
        return tuple(u for u in found if self.settings.uses(u))

    def students(self, unit: str) -> tuple[str, ...]:
        """Students who handed in something for a unit, in order."""
        found = (self.root / "submitted").glob(f"*/{unit}")
        return tuple(sorted(p.parent.name for p in found if p.is_dir()))

    def seed(self, student: str, unit: str) -> int:
        """The seed of a student's hidden cases; the same every time, and nobody else's."""
        text = "\0".join((self.secret, student, unit))
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def open_once(folder: Path) -> Classroom:
    """As :func:`open_class`; settings that have not changed are not read again."""
    file = folder / SETTINGS
    return _opened(file) if file.is_file() else open_class(folder)


@while_unchanged
def _opened(file: Path) -> Classroom:
    return open_class(file.parent)


def open_class(folder: Path) -> Classroom:
    """Open a class folder.

    Raises
    ------
    AutograderError
        If it is not one, or one of another version, or its settings cannot be read.
    """
    file = folder / SETTINGS
    if not file.is_file():
        raise AutograderError(
            f"{tidy(folder)} is no class folder (it has no {SETTINGS}); "
            f"make one with `python -m autograder init {tidy(folder)}`"
        )
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise AutograderError(f"{tidy(file)} cannot be read: {problem}") from None
    if settings.get("format") != FORMAT:
        raise AutograderError(
            f"{tidy(file)} is of format {settings.get('format')!r}, this autograder reads "
            f"format {FORMAT}; use the version of the course that made the folder"
        )
    for key in ("course", "secret", "solutions"):
        if not settings.get(key):
            raise AutograderError(f"{tidy(file)} has no `{key}`; write `{key} = ...`")
        if not isinstance(settings[key], str):
            raise AutograderError(f"{tidy(file)}: `{key}` is no text; put it into quotes")
    solutions = (folder / settings["solutions"]).resolve()
    if not (solutions / "solutions").is_dir():
        raise AutograderError(
            f"{tidy(file)}: `solutions` names {tidy(solutions)}, which has no folder solutions/"
        )
    try:
        checked = read_settings(settings)
    except SettingError as problem:
        raise AutograderError(f"{tidy(file)}: {problem}") from None
    _units_exist(file, solutions, checked)
    return Classroom(folder.resolve(), settings["course"], settings["secret"], solutions, checked)


def _units_exist(file: Path, solutions: Path, settings: Settings) -> None:
    """A slip in a unit's name would make its deadline hold for nobody."""
    made = {p.name for p in (file.parent / "source").glob("*") if p.is_dir()}
    known = {p.stem for p in (solutions / "solutions").glob("[0-9][0-9]-*.md")} | made
    extended = (unit for unit, _ in settings.extensions)
    for unit in (*settings.units, *settings.deadlines, *extended, *settings.points):
        if unit not in known:
            raise AutograderError(
                f"{tidy(file)} names the unit {unit!r}; the course has "
                f"{', '.join(sorted(known)) or 'none'}"
            )


def make_class(folder: Path, course: Path) -> Classroom:
    """Make a class folder, or open the one that is there; settings that exist are left alone.

    Raises
    ------
    AutograderError
        If the folder holds something else.
    """
    settings = folder / SETTINGS
    if not settings.is_file():
        if folder.exists() and any(p.name not in _MAY_BE_THERE for p in folder.iterdir()):
            raise AutograderError(
                f"{tidy(folder)} holds other files and no {SETTINGS}; name a new or empty folder"
            )
        folder.mkdir(parents=True, exist_ok=True)
        settings.write_text(
            SETTINGS_TEXT.format(
                format=FORMAT, secret=secrets.token_hex(16), solutions=_between(folder, course)
            ),
            encoding="utf-8",
        )
    nbgrader = folder / NBGRADER
    if not nbgrader.is_file():
        nbgrader.write_text(NBGRADER_TEXT, encoding="utf-8")
    for name in ("source", "submitted"):
        (folder / name).mkdir(exist_ok=True)
    return open_class(folder)


_MAY_BE_THERE = frozenset({"submitted", "source", NBGRADER, ".gitignore"})


def _between(folder: Path, course: Path) -> str:
    """The course's root as seen from the class: relative where the class lies inside."""
    try:
        depth = len(folder.resolve().relative_to(course.resolve()).parts)
    except ValueError:
        return course.resolve().as_posix()
    return "/".join([".."] * depth)
