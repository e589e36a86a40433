"""Which of the handed-in files reach the sandbox."""

import os

import pytest

from autograder.engine import files


def test_plain_files_come_along_and_nothing_else(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    folder = tmp_path / "submission"
    (folder / "sub").mkdir(parents=True)
    (folder / "weights.safetensors").write_bytes(b"w")
    (folder / "sub" / "helper.py").write_text("x = 1")
    (folder / "unit.ipynb").write_text("hidden tests")
    (folder / "link").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path)
    (folder / "hard").hardlink_to(secret)
    os.mkfifo(folder / "pipe")
    assert files.read(folder) == [("sub/helper.py", b"x = 1"), ("weights.safetensors", b"w")]


def test_they_arrive_as_they_were(tmp_path):
    found = [("a/b/c.txt", b"deep"), ("d", b"")]
    files.write(str(tmp_path), found)
    assert files.read(tmp_path) == found


def test_too_much_is_refused_with_a_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 10 << 20)
    with (tmp_path / "big").open("wb") as f:
        f.truncate(11 << 20)
    with pytest.raises(files.TooMuchError, match="10 MB"):
        files.read(tmp_path)
    (tmp_path / "big").unlink()
    monkeypatch.setattr(files, "MAX_FILES", 5)
    for i in range(6):
        (tmp_path / str(i)).touch()
    with pytest.raises(files.TooMuchError, match="5 files"):
        files.read(tmp_path)
    deep = tmp_path / "/".join("d" * 20)
    deep.mkdir(parents=True)
    monkeypatch.setattr(files, "MAX_FILES", 100)
    with pytest.raises(files.TooMuchError, match="deep"):
        files.read(tmp_path)
