"""The segmenter's arithmetic without torch is torch's; its file is what the module says."""

import numpy as np
import pytest
import torch

from pixelup.datasets import GlyphMasks
from pixelup.widgets import segmenter
from tools.train_segmenter import Segmenter, dice


@pytest.fixture(scope="module")
def net():
    """Torch's network with the weights of the file."""
    made = Segmenter()
    own = {k: torch.from_numpy(v) for k, v in segmenter.stored().items() if "examples" not in k}
    made.load_state_dict(own)
    return made.eval()


def test_every_layer_is_torchs(net):
    x, _ = segmenter.examples()
    seen = {}
    for name in segmenter.LAYERS:
        getattr(net, name).register_forward_hook(lambda _m, _x, y, n=name: seen.update({n: y}))
    with torch.no_grad():
        net(torch.from_numpy(x))
    for picture in range(len(x)):
        maps = segmenter.forward(x[picture], segmenter.stored())
        assert maps["up1"].shape == (2, 32, 32)
        for name in ("down1", "down2", "middle"):
            want = seen[name][picture].clamp(min=0).numpy()
            np.testing.assert_allclose(maps[name], want, atol=1e-4)
        np.testing.assert_allclose(maps["up1"], seen["up1"][picture].numpy(), atol=1e-3)


def test_the_examples_go_from_well_done_to_badly_done(net):
    x, masks = segmenter.examples()
    assert x.shape == (5, 3, 32, 32)
    assert 0 <= x.min() < x.max() <= 1
    assert set(np.unique(masks)) == {0, 1}
    with torch.no_grad():
        p = net(torch.from_numpy(x)).argmax(1)
    each = dice(p, torch.from_numpy(masks).long()).tolist()
    assert each == sorted(each, reverse=True)
    assert each[0] > 0.9 > 0.7 > each[-1]


def test_the_network_is_as_good_as_told_on_new_pictures(net):
    test = GlyphMasks("test").draw(300, seed=7)
    with torch.no_grad():
        p = net(test.x).argmax(1)
    assert dice(p, test.y).mean() > 0.85


def test_the_file_is_small():
    assert segmenter.FILE.stat().st_size < 40_000
