"""Temporary folders go with who made them, even when that was killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.engine.place import PREFIX, Place, abandoned

KILLED = """
import os, signal
from autograder.engine.place import Place
place = Place()
(place.folder / "work").mkdir()
print(place.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(monkeypatch):
    folder = tempfile.mkdtemp(prefix="place-")  # short, or /tmp itself is taken
    monkeypatch.setattr(tempfile, "tempdir", folder)
    monkeypatch.setenv("TMPDIR", folder)
    yield folder
    subprocess.run(["rm", "-r", folder], check=True)


def test_a_folder_is_there_while_it_is_held(temporary):
    with Place() as folder:
        assert str(folder).startswith(f"{temporary}/{PREFIX}")
        assert not abandoned(folder)
        with Place() as other:
            assert folder.is_dir()
            assert other != folder
    assert not folder.exists()


def test_what_a_killed_process_left_is_removed_by_the_next():
    said = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True).stdout
    left = Path(said.strip())
    assert (left / "work").is_dir()
    assert abandoned(left)
    with Place():
        assert not left.exists()


def test_folders_of_others_are_left_alone(temporary):
    foreign = Path(temporary, f"{PREFIX}foreign")
    foreign.mkdir()
    with Place():
        assert foreign.is_dir()
    assert not abandoned(foreign)
