"""What was handed in, as it lies in folders and archives: names, times, bytes, refusals.

Nothing is unpacked to disk here and nothing is trusted: a name may lead out of a folder, a file
may unpack to more than the disk holds, a link may point anywhere. Whatever is not taken is
named, with the reason.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from .clones import commit_time

MAX_FILE = 200_000_000  # bytes of one file
MAX_ARCHIVE = 8_000_000_000  # bytes that an archive may unpack to, all in all
MAX_INNER = 400_000_000  # the same, of an archive inside an archive
MAX_FILES = 50_000
MAX_RATIO = 250  # a file that shrinks more, and is large, is a bomb
LARGE = 20_000_000
MAX_NAME = 200  # characters of one part of a path
MAX_DEPTH = 12  # parts of a path
LONG_AGO = datetime(1980, 1, 1, tzinfo=UTC)  # of files that do not say when

_SYSTEM = frozenset(
    {
        *("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".github", ".gitignore"),
        *(".ipynb_checkpoints", "__pycache__", ".gitattributes", ".vscode", ".idea"),
    }
)
_OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")


@dataclass(frozen=True)
class Item:
    """One file that came, or one thing that was refused.

    Attributes
    ----------
    path
        From the folder or archive that was named, `/` between the parts; a file of an archive
        inside it has the archive's name as a part.
    origin
        How to tell a person where it lies.
    came
        When it was handed in, as far as the file can tell.
    data
        Its bytes; None where it was refused.
    refused
        Why; empty otherwise. ``system`` for files that only an operating system reads.
    """

    path: PurePosixPath
    origin: str
    came: datetime
    data: bytes | None = None
    refused: str = ""


def read(source: Path, zone: tzinfo, own: bool = False) -> Iterator[Item]:
    """Everything at a path that was named on the command line.

    Parameters
    ----------
    source
        A folder, an archive or a single file.
    zone
        Time zone of archives that do not say theirs.
    own
        Whether the archive was packed by a student: then its own time counts, not the times
        that the student's computer wrote into it.
    """
    try:
        info = source.stat()
    except OSError as problem:
        yield _refused(source.name, str(source), f"cannot be read ({problem.strerror})")
        return
    if stat.S_ISDIR(info.st_mode):
        yield from _folder(source, zone)
    elif not stat.S_ISREG(info.st_mode):
        yield _refused(source.name, str(source), "is no ordinary file")
    else:
        name = PurePosixPath(source.name)
        yield from _file(source, name, str(source), zone, None, top=not own)


def _folder(root: Path, zone: tzinfo) -> Iterator[Item]:
    count = 0
    clones: dict[Path, datetime] = {}
    for folder, names, files in os.walk(root):
        names.sort()
        if ".git" in names and (committed := commit_time(Path(folder))):
            clones[Path(folder)] = committed
        above = (Path(folder), *Path(folder).parents)
        came = next((clones[c] for c in above if c in clones), None)
        for name in list(names):
            path = Path(folder, name)
            if path.is_symlink():
                names.remove(name)
                yield _refused(path.relative_to(root).as_posix(), str(path), "is a link")
            elif name in _SYSTEM:
                names.remove(name)
        for name in sorted(files):
            count += 1
            path = Path(folder, name)
            if count > MAX_FILES:
                yield _refused(name, str(root), f"the folder has over {MAX_FILES} files")
                return
            yield from _file(path, PurePosixPath(path.relative_to(root)), str(path), zone, came)


def _file(
    path: Path,
    name: PurePosixPath,
    origin: str,
    zone: tzinfo,
    came: datetime | None,
    top: bool = False,
) -> Iterator[Item]:
    try:
        info = path.lstat()
        if stat.S_ISLNK(info.st_mode):
            yield _refused(name, origin, "is a link")
            return
        if not stat.S_ISREG(info.st_mode):
            yield _refused(name, origin, "is no ordinary file")
            return
        came = came or datetime.fromtimestamp(int(info.st_mtime), UTC)
        if why := _absurd(str(name), info.st_size):
            yield Item(name, origin, came, refused=why)
        elif _is_zip(str(name)):
            with path.open("rb") as file:
                # what a folder holds is one student's; what was named itself may be a class's
                yield from _zip(file, name, origin, zone, None if top else came)
        else:
            yield Item(name, origin, came, path.read_bytes())
    except OSError as problem:
        yield _refused(name, origin, f"cannot be read ({problem.strerror})")


def _zip(
    file: io.BufferedIOBase | io.BytesIO | io.BufferedReader,
    name: PurePosixPath,
    origin: str,
    zone: tzinfo,
    came: datetime | None,
) -> Iterator[Item]:
    """Files of an archive; `came` is given for one that a student packed: his clock is not ours."""
    top = came is None
    budget = MAX_ARCHIVE if top else MAX_INNER
    try:
        archive = zipfile.ZipFile(file)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
        yield _refused(name, origin, "is no whole zip: half copied? Copy it again", came)
        return
    with archive:
        if len(members) > MAX_FILES:
            yield _refused(name, origin, f"has over {MAX_FILES} files", came)
            return
        for member in members:
            if member.is_dir():
                continue
            time = came or _time(member, zone)
            where = f"{origin}!{_printable(member.filename)}"
            inner = member.filename if top else f"{name}/{member.filename}"
            why = _bad_member(member) or _absurd(inner, member.file_size)
            path = PurePosixPath(_printable(inner))
            if why:
                yield Item(path, where, time, refused=why)
                continue
            budget -= member.file_size
            if budget < 0:
                yield Item(path, where, time, refused="the archive unpacks to too much: a bomb?")
                return
            try:
                data = archive.read(member)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
                yield Item(path, where, time, refused="is damaged inside the archive")
                continue
            except NotImplementedError:
                yield Item(path, where, time, refused="is packed in a way that is not known here")
                continue
            if _is_zip(member.filename) and top:
                yield from _zip(io.BytesIO(data), path, where, zone, time)
            elif _is_zip(member.filename):
                yield Item(path, where, time, refused="is an archive inside two others")
            else:
                yield Item(path, where, time, data)


def _bad_member(member: zipfile.ZipInfo) -> str:
    """Why a file of an archive is not touched; empty where it is fine."""
    name = member.filename
    if name.startswith(("/", "\\")) or ":" in name.split("/")[0][1:2]:
        return "has an absolute path; refused"
    if ".." in name.replace("\\", "/").split("/"):
        return "leads out of the archive; refused"
    if stat.S_ISLNK(member.external_attr >> 16):
        return "is a link; refused"
    if member.flag_bits & 1:
        return "is locked with a password; ask for it without"
    if member.file_size > LARGE and member.file_size > MAX_RATIO * max(1, member.compress_size):
        return "unpacks to far more than it holds: a bomb; refused"
    return ""


def _absurd(name: str, size: int) -> str:
    parts = name.split("/")
    if any(p in _SYSTEM or p.startswith("._") for p in parts):
        return "system"
    if any(ord(c) < 32 or ord(c) == 127 for c in name) or "\\" in name:
        return "has a name with control characters or backslashes; refused"
    if any(len(p) > MAX_NAME for p in parts) or len(parts) > MAX_DEPTH:
        return "has an absurd name, too long or too deep; refused"
    if name.lower().endswith(_OTHER_ARCHIVES):
        return "is an archive that is not read here; unpack it, or ask for a zip"
    if size > MAX_FILE:
        return f"is over {MAX_FILE // 1_000_000} MB; refused"
    return ""


def _time(member: zipfile.ZipInfo, zone: tzinfo) -> datetime:
    """When a file of an archive was last changed: its UTC field, else its local time."""
    extra = member.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == 0x5455 and size >= 5 and len(extra) >= 9 and extra[4] & 1:
            return datetime.fromtimestamp(struct.unpack("<i", extra[5:9])[0], UTC)
        extra = extra[4 + size :]
    try:
        return datetime(*member.date_time, tzinfo=zone).astimezone(UTC)
    except ValueError:  # month 0: whoever packed it did not say
        return LONG_AGO


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in name)[:400]


def _refused(name: object, origin: str, why: str, came: datetime | None = None) -> Item:
    return Item(
        PurePosixPath(str(name)), origin, came or datetime(1980, 1, 1, tzinfo=UTC), None, why
    )
