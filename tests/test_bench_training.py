"""The ladder of the training bench runs, and its table says what was not measured."""

from dataclasses import replace
from itertools import pairwise

import pytest
import torch

from tools import bench_training as bench
from tools import training_ladder


@pytest.fixture
def tiny(monkeypatch):
    courses = tuple(replace(c, pictures=256, seen=256, tested=20) for c in bench.COURSES)
    monkeypatch.setattr(bench, "COURSES", courses)
    monkeypatch.setattr(training_ladder, "WARM", 1)
    return courses


def test_the_table_has_every_row(tiny, capsys):
    assert bench.main(["--device", "cpu", "--repeats", "1"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("## Training on the CPU (")
    for rung in bench.ladder(cuda=False):
        (one, two) = [line for line in out.splitlines() if line.startswith(f"| {rung.name} |")]
        assert ("not here" in one) == ("not here" in two) == rung.cuda
        assert rung.cuda == bool(rung.why)
    rows = [line for line in out.splitlines() if line.startswith("|")]
    assert len({row.count("|") for row in rows}) == 1
    assert len(tiny) == out.count("### ")


def test_each_row_is_one_change():
    for cuda in (False, True):
        rungs = bench.ladder(cuda)
        for before, after in pairwise(rungs):
            kept = replace(after, name=before.name, why=before.why, cuda=before.cuda)
            changed = [f for f in vars(kept) if getattr(kept, f) != getattr(before, f)]
            assert len(changed) == 1, after.name


def test_the_rows_for_cuda_run_too(tiny, monkeypatch):
    modes = []
    monkeypatch.setattr(torch, "compile", lambda net, mode: modes.append(mode) or net)
    course = tiny[0]
    data, test = course.train(256), course.test(20)
    for rung in bench.ladder(cuda=True)[-3:]:
        run = training_ladder.train(course, replace(rung, batch=64), data, test, steps=4)
        assert run.speed > 0
    assert modes == ["default", "reduce-overhead"]


def test_the_threshold_is_found(tiny):
    course = replace(tiny[0], threshold=0.0)
    run = training_ladder.train(
        course, bench.ladder(cuda=False)[3], course.train(256), course.test(20)
    )
    assert 0 < run.seconds <= 256 / run.speed + 1e-6


def test_augmentation_keeps_pictures_in_range_and_moves_each_on_its_own():
    x = torch.zeros(16, 3, 9, 9)
    x[:, :, 4, 4] = 1
    torch.manual_seed(0)
    y = training_ladder.shift_and_zoom(x)
    assert y.shape == x.shape
    assert y.min() >= 0
    assert y.max() <= 1
    assert len(y.flatten(1).unique(dim=0)) == 16
    assert (y[:, :, 3:6, 3:6].sum((1, 2, 3)) > 0.9 * y.sum((1, 2, 3))).all()


def test_a_device_that_is_not_there_is_one_line(capsys):
    assert bench.main(["--device", "nonsense"]) == 2
    assert capsys.readouterr().err == (
        f"bench_training: there is no device 'nonsense' here; there is "
        f"{' and '.join(d for d in ('cuda', 'mps', 'cpu') if d in _there())}\n"
    )


def _there():
    from pixelup.training.device import available

    return available()
