"""The recorded digits of chapter 9 stand on the pretrained body that is shipped today."""

from pathlib import Path

import torch
from safetensors.torch import load_file

from pixelup import pretrained

RECORD = Path(__file__).parents[2] / "solutions/records/09-transfer-learning/digits.safetensors"


def test_the_probe_was_measured_with_the_pretrained_weights_as_they_are():
    # Codes in a record are hashes of code alone: new weights would leave it looking current.
    shipped = pretrained.load("letters-on-photos").state_dict()
    moved = [
        name
        for name, recorded in load_file(RECORD).items()
        if name.startswith("features.") and not torch.equal(recorded, shipped[name])
    ]
    assert not moved, "run `python -m autograder thresholds 09 --all`: the weights are others now"
