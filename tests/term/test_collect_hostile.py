"""Collect: archives, links and clones that are hostile, broken or unlucky."""

import io
import os
import subprocess
import zipfile

from autograder.term import incoming
from autograder.term.collect import collect

from .conftest import handin, placed, write, zipped


def test_hostile_archives(classroom, tmp_path, monkeypatch):
    text = handin(classroom, "02-mini")
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/../../bob/02-mini.ipynb", text)
        archive.writestr("/etc/02-mini.ipynb", text)
        archive.writestr("C:/02-mini.ipynb", text)
        link = zipfile.ZipInfo("ada/link.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("ada/" + "x" * 300 + ".ipynb", text)
        archive.writestr("ada/" + "d/" * 20 + "x.ipynb", text)
        archive.writestr("ada/evil\x1b[31m.ipynb", text)
        archive.writestr("ada/bomb.ipynb", b"\0" * 30_000_000)
        archive.writestr("ada/hw.rar", "?")
        archive.writestr("__MACOSX/ada/._02-mini.ipynb", "junk")
        archive.writestr("ada/02-mini.ipynb", text)
    lines = collect(classroom, [path])
    assert sum(n.end == "refused" for n in lines) == 9
    assert [n.student for n in lines if n.end == "taken"] == ["ada"]
    assert all(n.said and "\x1b" not in n.origin for n in lines if n.end == "refused")
    assert not (tmp_path.parent / "bob").exists()
    assert lines[-1].said == "1 files of operating systems passed over"
    monkeypatch.setattr(incoming, "MAX_ARCHIVE", 1000)
    assert "a bomb?" in collect(classroom, [path])[-2].said


def test_links_and_pipes_in_folders_are_refused(classroom, tmp_path):
    folder = tmp_path / "in" / "ada"
    write(folder / "02-mini.ipynb", handin(classroom, "02-mini"))
    (folder / "secret.ipynb").symlink_to("/etc/passwd")
    (folder / "all").symlink_to("/")
    os.mkfifo(folder / "pipe.ipynb")
    lines = collect(classroom, [tmp_path / "in"])
    assert sorted((n.end, n.said) for n in lines if n.end == "refused") == [
        ("refused", "is a link"),
        ("refused", "is a link"),
        ("refused", "is no ordinary file"),
    ]
    assert placed(classroom, "ada") == ["02-mini.ipynb", "timestamp.txt"]


def test_half_copied_and_locked_archives(classroom, tmp_path):
    whole = zipped(tmp_path / "w.zip", {"ada/02-mini.ipynb": handin(classroom, "02-mini")})
    data = whole.read_bytes()
    (tmp_path / "half.zip").write_bytes(data[: len(data) // 2])
    (tmp_path / "empty.zip").write_bytes(b"")
    damaged = bytearray(data)
    damaged[200:260] = b"\0" * 60
    (tmp_path / "damaged.zip").write_bytes(damaged)
    locked = bytearray(data)
    locked[6] |= 1
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(locked)
    names = ("half.zip", "empty.zip", "damaged.zip", "locked.zip", "none.zip")
    lines = collect(classroom, [tmp_path / n for n in names])
    assert [n.end for n in lines] == ["refused"] * 5
    for line, words in zip(
        lines,
        ("no whole zip", "no whole zip", "is damaged", "password", "No such file"),
        strict=True,
    ):
        assert words in line.said


def test_archives_inside_archives_end(classroom, tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("deep.ipynb", "x")
    for _ in range(3):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as archive:
            archive.writestr("ada/inner.zip", data.getvalue())
        data = outer
    (tmp_path / "q.zip").write_bytes(data.getvalue())
    (line,) = collect(classroom, [tmp_path / "q.zip"])
    assert line.said == "is an archive inside two others"


def test_what_a_clone_sets_up_is_not_run(numbered, tmp_path):
    clone, canary = tmp_path / "hw-ada-l", tmp_path / "canary"
    write(clone / "02-mini.ipynb", handin(numbered, "02-mini"))
    subprocess.run(["git", "init", "-q"], cwd=clone, check=True)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "alias.cat-file"):
        subprocess.run(["git", "config", key, f"!touch {canary}"], cwd=clone, check=True)
    collect(numbered, [clone])
    assert not canary.exists()
