"""The pretrained networks: they are there, fit, know their task, and are small."""

import pytest
import torch

from pixelup import pretrained
from pixelup.networks import Conv3
from pixelup.training import evaluate

LEAST = {"letters-on-photos": 0.8, "latin-letters": 0.88, "printed-digits": 0.98}


@pytest.mark.parametrize("name", pretrained.NETWORKS)
def test_a_network_knows_its_task(name):
    source = pretrained.NETWORKS[name]
    net = pretrained.load(name)
    assert isinstance(net, Conv3)
    assert not net.training
    assert evaluate(net, source.test.draw(1000, seed=1)).accuracy > LEAST[name]


def test_all_of_them_are_in_the_folder_and_no_other_file_of_weights():
    files = {path.stem: path for path in pretrained.FOLDER.glob("*.safetensors")}
    assert set(files) == set(pretrained.NETWORKS) == set(LEAST)
    assert all(path.stat().st_size < 120_000 for path in files.values())


def test_every_call_gives_a_network_of_its_own():
    one, two = (pretrained.load("latin-letters") for _ in range(2))
    with torch.no_grad():
        one.head.weight.zero_()
    assert two.head.weight.abs().sum() > 0


def test_an_unknown_name_gets_one_line_that_lists_the_names():
    with pytest.raises(
        ValueError, match=r"no network called 'digits'; there are letters-on-photos, "
    ):
        pretrained.load("digits")
