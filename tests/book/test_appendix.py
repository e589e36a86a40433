"""The appendices: every slip of the lectures is shown by code, every term leads somewhere."""

import re

import numpy as np
import pytest

from .page import WORKED, Page, run, worked

ERRATA = Page("appendix/errata")
GLOSSARY = Page("appendix/glossary")
LECTURES = Page("appendix/lectures")

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
# The words of the five lectures, and those that the chapters of this course add.
TERMS = """
activation; adversarial network; arbitrary input size; augmentation; average pooling;
backpropagation; batch; batch normalisation; bias; blurring; bounding box; bounding box regression;
captioning; channel; classification; CNN; computer vision; confidence; convolution;
convolutional layer; crop; cross-correlation; dense layer; depth; domain adaptation; downsampling;
edge detection; effective receptive field; encoding; equivariance; explaining predictions;
exploding activation; exploding gradient; feature; feature hierarchy; feature map; filter; flip;
fully connected layer; fully convolutional network; generation; global pooling; gradient;
grey-scale image; grid size; hidden layer; hyperparameter; intensity; invariance; kernel;
learning rate; LeNet; local receptive field; loss; max-pooling; MLP; morphing; neuron; noise;
normalising; object detection; object tracking; online learning; padding; parameter;
parameter sharing; patch; perceptron; pixel; point cloud; pooling; receptive field; resolution;
retrieval; RGB; same convolution; scene reconstruction; Scharr filter; segmentation; shallow model;
sharpening; sliding window; Sobel filter; soft target; sparse connectivity; stride;
strided convolution; style transfer; super-resolution; tagging; test set; training set;
transformation; translation; valid convolution; vanishing activation; vanishing gradient;
variational autoencoder; video interpolation; weight; zero padding; zoom;

batch-norm statistics; body; checkerboard; confusion matrix; Dice score; feature extraction;
few-shot learning; fine-tuning; freezing; Grad-CAM; Gram matrix; guided backpropagation; head; hook;
IoU; isolated learning; linear probe; mask; non-maximum suppression; occlusion; pretraining;
saliency map; sanity check; shortcut; smooth L1; transfer learning; transposed convolution
"""


@pytest.fixture(scope="module")
def page():
    """The names that the page of errata leaves, once its code was run."""
    return run(ERRATA).names


@pytest.mark.parametrize("slip", WORKED["errata"], ids=lambda slip: slip["slide"][:24])
def test_every_slip_of_the_lectures_has_a_section(slip):
    named = [label for words, label in SECTIONS.items() if words in slip["slide"]]
    assert len(named) == 1, slip["slide"]
    assert f"({named[0]})=" in ERRATA.text


def test_the_code_gives_the_true_numbers(page):
    stride = worked("correlate")["stride-2"]
    assert page["printed"].tolist() == stride["slide"]
    assert page["cross_correlate"](page["x"], page["w"], 2).tolist() == stride["expected"]
    assert np.array_equal(page["averages"], worked("pool")["avg-2x2"]["expected"])
    assert page["shapes"] == {(3, 4): (100, 32, 24), (3, 3): (100, 32, 32)}
    assert page["feature_map"].tolist() == worked("correlate")["sliding-window-5x5"]["expected"]
    assert page["ends"].tolist() == [-0.5, 0.5]
    assert page["numbers"] == {64: 12_288, 1000: 3_000_000}
    assert page["pixels"] == {64: 4_096, 1000: 1_000_000}


def test_the_code_shows_what_the_words_should_have_said(page):
    assert np.argwhere(page["formula"] == page["feature_map"]).tolist() == [[0, 0]]
    assert np.array_equal(page["swapped"], np.rot90(page["in_order"], 2))
    assert not np.array_equal(page["swapped"], page["in_order"])
    assert "stride" in page["refused"]
    assert (page["invariant"], page["equivariant"]) == (False, True)
    assert [int(y.max()) for y in page["strided"]] == [1, 2]
    assert (page["feature_extraction"], page["fine_tuning"]) == (170, 618)


def entries():
    return dict(re.findall(r"^(\S[^\n]*)\n: ([^\n]+)$", GLOSSARY.text, flags=re.M))


def test_every_term_of_the_lectures_is_explained():
    wanted = {term.strip().replace("\n", " ") for term in TERMS.split(";")}
    assert wanted <= set(entries())


def test_the_glossary_is_in_order_and_every_term_leads_to_where_it_is_taught():
    terms = list(entries())
    assert terms == sorted(terms, key=str.lower)
    assert [term for term, text in entries().items() if "{ref}`" not in text] == []


def test_every_lecture_is_on_the_map():
    assert re.findall(r"^## Lecture (\d)", LECTURES.text, flags=re.M) == list("12345")
