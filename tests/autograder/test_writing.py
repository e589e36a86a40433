"""Notebooks as text: the bytes of nbformat."""

from __future__ import annotations

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.sample import submissions
from autograder.source import find, read
from autograder.writing import write
from tests.conftest import ROOT

STRANGE = new_notebook(
    metadata={"signature": "x", "orig_nbformat": 3, "empty": {}, "list": [], "pair": (1, 2.5)},
    cells=[
        new_markdown_cell(
            'one\n\u2028two \u00e9\r\nthree\t\x07"\\',
            attachments={"a.png": {"image/png": "iVBO\nRw0", "text/plain": "a\nb"}},
        ),
        new_code_cell(
            "",
            metadata={"trusted": True, "z": None, "a": [[], {}, [True, False, -3, 1e300, 0.1]]},
            execution_count=10**20,
            outputs=[
                new_output("stream", name="stdout", text="a\nb\n"),
                new_output(
                    "display_data",
                    data={
                        "application/json": {"x": [1, {"y": None}]},
                        "image/svg+xml": "<svg>\n</svg>",
                        "text/html": "<b>\n\U0001f600</b>",
                        "application/x+json": [float("nan"), float("inf"), -float("inf")],
                    },
                ),
                new_output("error", ename="E", evalue="\x1b[31m", traceback=["a\nb", "c"]),
            ],
        ),
    ],
)


def notebooks():
    yield STRANGE
    for path in sorted(ROOT.glob("exercises/0[12]*/*.ipynb")):
        yield nbformat.read(path, as_version=4)
    for name, text in submissions(read(find(ROOT, "02-convolution"))):
        if name in ("perfect", "lost-metadata", "duplicated-cell"):
            yield nbformat.v4.reads(text)


def test_the_bytes_are_those_of_nbformat():
    found = list(notebooks())
    assert len(found) >= 5
    for notebook in found:
        assert write(copy.deepcopy(notebook)) == nbformat.v4.writes(notebook)


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="a set in a notebook"):
        write(new_notebook(metadata={"x": {1, 2}}))
