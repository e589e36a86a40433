"""What may be committed: no outputs, nothing big, nothing of the machine it was made on."""

import re
import subprocess

import pytest

from tests.conftest import ROOT
from tools.no_outputs import with_outputs

MAX_BYTES = 1_000_000
BINARY = (".png", ".jpg", ".woff2", ".safetensors")


@pytest.fixture(scope="module")
def committed():
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    files = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    assert files
    return [f for f in files if f.is_file()]


def test_notebooks_have_no_outputs(committed):
    notebooks = [f for f in committed if f.suffix == ".ipynb"]
    assert notebooks
    assert with_outputs(notebooks) == []


def test_nothing_is_over_a_megabyte(committed):
    assert [str(f) for f in committed if f.stat().st_size > MAX_BYTES] == []


def test_no_address_of_a_package_registry(committed):
    hosts = re.compile(r"registry\.npmjs|files\.pythonhosted|pypi\.org/simple|index-url")
    found = [
        str(f)
        for f in committed
        if f.suffix not in BINARY and f.name != "test_committed.py"
        if hosts.search(f.read_text(errors="replace"))
    ]
    assert found == []


def test_every_version_is_exact():
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert len(pins) > 100
    assert [p for p in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!-]+", p)] == []
    assert "torch==2.13.0" in pins
    chosen = [x for x in (ROOT / "requirements.in").read_text().splitlines() if "==" in x]
    assert {c.lower() for c in chosen} <= {p.lower() for p in pins}
