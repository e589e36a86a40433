"""What is said: lines in a terminal, one output in a notebook, silence on request."""

import re
import sys
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

from pixelup.networks import mlp
from pixelup.training import History, choose_device, fit, set_seed
from pixelup.training.device import describe
from pixelup.training.progress import (
    Lines,
    Notebook,
    Silent,
    curve,
    duration,
    progress_for,
    summary,
)

X, Y = torch.rand(64, 1, 4, 4), torch.arange(64) % 4


def history(loss, validation=()):
    return History(
        np.array(loss, np.float32), np.ones(len(loss)), validation, 2.0, 640.0, "the CPU"
    )


def test_lines(capsys):
    fit(mlp(16, classes=4), (X, Y), steps=60, batch=8, validation=(X, Y))
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r"On the CPU \(\d+ threads?\), a step of 8 pictures takes [\d.]+ ms; "
        r"all 60 steps will take about \d+\.\d s\.",
        lines[0],
    )
    assert re.fullmatch(r"step 36 of 60: loss \d\.\d+, \d+\.\d % right", lines[1])
    assert lines[-1].startswith("60 steps on the CPU (")
    assert lines[-1].endswith("% of the validation set right.")
    assert len(lines) < 8


def test_silence(capsys):
    fit(mlp(16, classes=4), (X, Y), steps=60, batch=8, progress=False)
    assert capsys.readouterr() == ("", "")
    assert isinstance(progress_for(False), Silent)
    assert isinstance(progress_for(True), Lines)
    assert type(progress_for(None)) is Lines


def test_a_notebook_gets_one_output_that_changes(monkeypatch):
    import IPython.display

    shown = []
    handle = SimpleNamespace(update=lambda html: shown.append(html.data))

    def display(html, display_id):
        assert display_id is True
        shown.append(html.data)
        return handle

    monkeypatch.setattr(IPython.display, "display", display)
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: SimpleNamespace(kernel=1))
    assert type(progress_for(None)) is Notebook
    fit(mlp(16, classes=4), (X, Y), steps=60, batch=8, validation=(X, Y))
    assert 'max="60" value="0"' in shown[0]
    assert 'value="2"' in shown[1]
    assert "all 60 steps will take about" in shown[2]
    assert 'value="60"' in shown[-1]
    for html in shown:  # well formed, and every part has a name
        root = ElementTree.fromstring(html)
        assert root.find("progress").get("aria-label") == "training"
        for svg in root.iter("svg"):
            assert svg.get("aria-label").startswith("the loss falls from")


def test_the_curve_is_short_however_long_the_run():
    points = ElementTree.fromstring(curve(list(np.linspace(3, 1, 10_000)), 10_000))
    pairs = points.find("polyline").get("points").split()
    assert 150 < len(pairs) <= 205
    assert all(0 <= float(v) <= 400 for p in pairs for v in p.split(","))
    assert curve([1.0], 10) == ""
    assert "polyline" in curve([1.0, float("nan"), 2.0], 3)


def test_a_loss_that_is_no_number_is_said():
    said = summary(history([2.0, 3.0, float("nan"), float("nan")]))
    assert said.endswith("From step 3 on the loss is no number: take a smaller lr.")
    assert "no number" not in summary(history([2.0, 1.0]))
    assert summary(history([1.0], ((1, 0.5),))).endswith("50.0 % of the validation set right.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.04, "0.0 s"), (9.94, "9.9 s"), (12.3, "12 s"), (99, "99 s"), (130, "2 min"),
     (9000, "2.5 h")],
)  # fmt: skip
def test_durations(seconds, words):
    assert duration(seconds) == words


def test_the_device_is_named(capsys, monkeypatch):
    assert choose_device("cpu") == torch.device("cpu")
    assert re.fullmatch(
        r"This computes on the CPU \(\d+ threads?\)\.", capsys.readouterr().out.strip()
    )
    choose_device("cpu", say=False)
    assert capsys.readouterr().out == ""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "Example 3000")
    assert choose_device() == torch.device("cuda")
    assert capsys.readouterr().out == "This computes on the GPU Example 3000.\n"
    with pytest.raises(ValueError, match="there is no 'cuda:1' here, only 1 GPU"):
        choose_device("cuda:1")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert choose_device(say=False) == torch.device("mps")
    assert describe("mps") == "the GPU of this Mac (MPS)"


@pytest.mark.parametrize("name", ["cuda", "gpu", "tpu0"])
def test_a_device_that_is_not_there_is_said(name, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with pytest.raises(ValueError, match=f"no device '{name}' here; there is cpu"):
        choose_device(name)


def test_one_seed_seeds_all():
    import random

    def numbers():
        return random.random(), float(np.random.rand()), torch.rand(1).item()

    set_seed(3)
    first = numbers()
    set_seed(3)
    assert numbers() == first
