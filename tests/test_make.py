"""What make says when it cannot: one line each, nothing lost."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.fixture
def folder(tmp_path):
    """A folder with what the environment's script needs, and packages that do not exist."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "make_venv.sh", tmp_path / "tools")
    (tmp_path / "requirements.txt").write_text("./no-such-package.whl\n")
    return tmp_path


def make_venv(folder, **settings):
    environment = os.environ | {"PYTHON": sys.executable} | settings
    return subprocess.run(
        ["sh", "tools/make_venv.sh"], cwd=folder, env=environment, capture_output=True, text=True
    )


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_a_missing_python_is_one_line(folder):
    done = make_venv(folder, PYTHON=str(folder / "nothing"))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11, 3.12 or 3.13 is needed (found: none)" in done.stderr


def test_a_wrong_python_is_named_with_its_version(folder):
    old = script(folder / "python", '[ "$1" = --version ] && echo "Python 3.8.18" || exit 1')
    done = make_venv(folder, PYTHON=old)
    assert done.returncode == 1
    assert "(found: Python 3.8.18)" in done.stderr
    assert "make PYTHON=python3.12" in done.stderr


def test_a_full_disk_is_told_before_anything_is_made(folder):
    done = make_venv(folder, NEED_MB="999999999")
    assert done.returncode == 1
    assert "MB free, about 999999999 are needed" in done.stderr
    assert not (folder / ".venv").exists()


def test_a_half_made_environment_is_started_over(folder):
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "junk").touch()
    done = make_venv(folder)
    assert "half made; starting it over" in done.stdout
    assert not (folder / ".venv" / "bin" / "junk").exists()
    assert done.returncode == 1
    assert "pip could not install requirements.txt" in done.stderr
    assert not (folder / ".venv" / "complete").exists()


def test_the_site_cannot_be_served_before_it_is_made(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = subprocess.run(["make", "serve"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "there is no site yet; run make first" in done.stderr


def test_help_lists_the_goals(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = subprocess.run(["make", "help"], cwd=tmp_path, capture_output=True, text=True)
    for goal in ("all", "test", "serve", "class", "book"):
        assert f"\n{goal} " in f"\n{done.stdout}"
