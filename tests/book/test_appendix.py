"""The appendices: every slip of the lectures is shown by code, every term leads somewhere."""

import contextlib
import io
import json
import re
from pathlib import Path

import jupytext
import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
APPENDIX = ROOT / "book" / "appendix"
WORKED = json.loads((ROOT / "tests" / "data" / "worked_examples.json").read_text(encoding="utf-8"))
ERRATA = (APPENDIX / "errata.md").read_text(encoding="utf-8")
GLOSSARY = (APPENDIX / "glossary.md").read_text(encoding="utf-8")

# What a slip of the worked examples is called on the page.
SECTIONS = {
    "sum I(m,n) K(i+m, j+n)": "errata-formula",
    "83 and 127": "errata-stride",
    "5.3": "errata-average",
    "stride 0": "errata-stride-zero",
    "pool 3x4": "errata-window",
    "inherently": "errata-invariant",
    "fine-tuning": "errata-fine-tuning",
    "without a flip": "errata-convolution",
    "normalise": "errata-minus",
}
TERMS = """
activation; average pooling; backpropagation; batch; bias; channel; convolution;
convolutional layer;
cross-correlation; dense layer; depth; edge detection; effective receptive field; equivariance;
feature; feature map; filter; global pooling; grey-scale image; intensity; invariance; kernel;
max-pooling; MLP; padding; parameter; parameter sharing; patch; pixel; pooling; receptive field;
resolution; RGB; same convolution; sparse connectivity; stride; translation; valid convolution;
weight
"""


@pytest.fixture(scope="module")
def page():
    """The names that the page of errata leaves, once its code was run."""
    names = {"__name__": "page"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in jupytext.reads(ERRATA, fmt="md:myst").cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, "errata.md", "exec"), names)
    return names


def worked(kind, name):
    return next(example for example in WORKED[kind] if example["id"] == name)


@pytest.mark.parametrize("slip", WORKED["errata"], ids=lambda slip: slip["slide"][:24])
def test_every_slip_of_the_lectures_has_a_section(slip):
    named = [label for words, label in SECTIONS.items() if words in slip["slide"]]
    assert len(named) == 1, slip["slide"]
    assert f"({named[0]})=" in ERRATA


def test_the_code_gives_the_true_numbers(page):
    stride = worked("correlate", "stride-2")
    assert page["printed"].tolist() == stride["slide"]
    assert page["cross_correlate"](page["x"], page["w"], 2).tolist() == stride["expected"]
    assert np.array_equal(page["averages"], worked("pool", "avg-2x2")["expected"])
    assert page["shapes"] == {(3, 4): (100, 32, 24), (3, 3): (100, 32, 32)}
    assert page["feature_map"].tolist() == worked("correlate", "sliding-window-5x5")["expected"]
    assert page["ends"].tolist() == [-0.5, 0.5]
    assert page["numbers"] == {64: 12_288, 1000: 3_000_000}
    assert page["pixels"] == {64: 4_096, 1000: 1_000_000}


def test_the_code_shows_what_the_words_should_have_said(page):
    assert np.argwhere(page["formula"] == page["feature_map"]).tolist() == [[0, 0]]
    assert "stride" in page["refused"]
    assert (page["invariant"], page["equivariant"]) == (False, True)
    assert [int(y.max()) for y in page["strided"]] == [1, 2]
    assert (page["feature_extraction"], page["fine_tuning"]) == (170, 618)


def entries():
    return dict(re.findall(r"^(\S[^\n]*)\n: ([^\n]+)$", GLOSSARY, flags=re.M))


def test_every_term_of_the_lectures_is_explained():
    wanted = {term.strip().replace("\n", " ") for term in TERMS.split(";")}
    assert wanted <= set(entries())


def test_the_glossary_is_in_order_and_every_term_leads_to_where_it_is_taught():
    terms = list(entries())
    assert terms == sorted(terms, key=str.lower)
    assert [term for term, text in entries().items() if "{ref}`" not in text] == []


def test_every_lecture_is_on_the_map():
    text = (APPENDIX / "lectures.md").read_text(encoding="utf-8")
    assert re.findall(r"^## Lecture (\d)", text, flags=re.M) == list("12345")


def test_every_reference_can_be_found():
    text = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")
    lost = [
        entry.split(",")[0]
        for entry in re.split(r"^@\w+\{", text, flags=re.M)[1:]
        if not re.search(r"^\s*(doi|url|isbn)\s*=", entry, flags=re.M)
    ]
    assert lost == []
