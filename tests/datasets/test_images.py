import subprocess
import sys

import numpy as np
import pytest
import torch

import pixelup.datasets
from pixelup.datasets import Images

X = torch.arange(24, dtype=torch.uint8).view(6, 1, 2, 2)
DATA = Images(X, torch.tensor([0, 1, 2, 0, 1, 2]), ("a", "b", "c"))


def test_some_of_the_pictures():
    assert len(DATA) == 6
    assert DATA[1].x.shape == (1, 1, 2, 2)
    assert DATA[2:4].y.tolist() == [2, 0]
    assert DATA[[5, 0]].y.tolist() == [2, 0]
    assert DATA[DATA.y == 1].x.flatten(1)[:, 0].tolist() == [4, 16]
    assert DATA[np.array([3])].y.tolist() == [0]
    assert DATA.counts() == [2, 2, 2]
    assert DATA[:2].counts() == [1, 1, 0]


def test_bytes_and_floats():
    assert DATA.float().x.dtype == torch.float32
    assert torch.equal(DATA.float().bytes().x, DATA.x)
    assert DATA.to("cpu").device == torch.device("cpu")


def test_so_many_of_each_class():
    few = DATA.per_class(1, seed=4)
    assert sorted(few.y.tolist()) == [0, 1, 2]
    assert torch.equal(few.x, DATA.per_class(1, seed=4).x)
    assert len({tuple(DATA.per_class(1, seed=s).x.flatten().tolist()) for s in range(8)}) > 2
    with pytest.raises(ValueError, match="only 2 pictures of 'a', fewer than 3"):
        DATA.per_class(3)


def test_pictures_without_labels_are_refused():
    with pytest.raises(ValueError, match=r"not \(6, 1, 2, 2\) with 5 labels"):
        Images(X, torch.zeros(5), ())


def test_neither_the_package_nor_the_photographs_import_torch():
    code = (
        "import sys, pixelup, pixelup.datasets, pixelup.plotting\n"
        "pixelup.datasets.photograph('camera')\n"
        "print('torch' in sys.modules, 'pooch' in sys.modules, 'sklearn' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"] * 3


def test_every_name_of_the_package_is_there():
    for name in pixelup.datasets.__all__:
        assert getattr(pixelup.datasets, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'lena'"):
        _ = pixelup.datasets.lena
