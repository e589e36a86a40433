"""The bench of the grader runs, on the smallest class; its numbers are not looked at here."""

import subprocess
import sys

from tests.conftest import ROOT
from tools.rows import Row


def test_a_row_says_whether_its_bar_is_held():
    assert str(Row("wall", 1.23456, "s")).split() == ["wall", "1.235", "s"]
    assert str(Row("wall", 12.0, "s", 10)).endswith("<= 10 s  MISSED")
    assert str(Row("less", 12.0, "x", 10, most=False)).endswith(">= 10 x  ok")


def test_a_tiny_class_is_measured():
    command = [sys.executable, "tools/bench_grading.py", "--rounds", "0", "--growth", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    measured = {line[:58].strip(): line[58:].split() for line in done.stdout.splitlines()[1:]}
    for what in ("wall, each", "CPU, each", "coordinator's memory", "autograded, each"):
        assert float(measured[f"2 submissions: {what}"][0]) > 0
    assert float(measured["2 submissions: unchanged, once more"][0]) > 0
