"""Weights go into a file and come back; a file that is not theirs changes nothing."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file

from pixelup.networks import Conv3, mlp
from pixelup.training import WeightsError, load_weights, save_weights, set_seed, train_or_load


def network(seed=0, width=2):
    set_seed(seed)
    return Conv3(1, 10, width=width)


def test_weights_come_back(tmp_path):
    one, two = network(0), network(1)
    one(torch.rand(4, 1, 8, 8))  # batch norm's running statistics move
    save_weights(one, tmp_path / "new" / "w.safetensors")
    assert load_weights(two, tmp_path / "new" / "w.safetensors") is two
    one.eval()
    two.eval()
    x = torch.rand(3, 1, 8, 8)
    assert torch.equal(one(x), two(x))


def test_a_file_is_the_same_bytes_every_time_and_holds_float32_alone(tmp_path):
    for name in ("a", "b"):
        save_weights(network().double(), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    tensors = load_file(tmp_path / "a")
    assert {t.dtype for t in tensors.values()} == {torch.float32}
    assert not any("num_batches" in key for key in tensors)


def test_shared_weights_are_written(tmp_path):
    net = mlp(4, 4, classes=4)
    net[3].weight = net[1].weight
    save_weights(net, tmp_path / "w")
    load_weights(net, tmp_path / "w")


def test_nan_is_not_written(tmp_path):
    net = network()
    with torch.no_grad():
        net.head.bias[0] = float("nan")
    with pytest.raises(WeightsError, match=r"`head.bias` holds nan or inf; train again"):
        save_weights(net, tmp_path / "w")
    assert not (tmp_path / "w").exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(WeightsError, match=r"`w` cannot be written into .*file: "):
        save_weights(network(), tmp_path / "file" / "w")
    (tmp_path / "w").mkdir()
    with pytest.raises(WeightsError, match="`w` cannot be written into"):
        save_weights(network(), tmp_path / "w")


def header(entries):
    raw = json.dumps(entries).encode()
    return len(raw).to_bytes(8, "little") + raw


def good(tmp_path):
    save_weights(network(), tmp_path / "good")
    return load_file(tmp_path / "good")


BAD = {
    "missing": (lambda t, p: None, "is not there"),
    "pickle": (lambda t, p: torch.save(t, p), "is a pickle under another name"),
    "empty": (lambda t, p: p.write_bytes(b""), "cut short, or no safetensors"),
    "text": (lambda t, p: p.write_text("weights, please take me"), "no safetensors file"),
    "no-json": (lambda t, p: p.write_bytes(b"\x04" + bytes(7) + b"oops"), "cannot be read"),
    "huge-claim": (
        lambda t, p: p.write_bytes(
            header({"head.weight": {"dtype": "F32", "shape": [200000, 200000],
                                    "data_offsets": [0, 160000000000]}})
        ),
        "has no tensor",
    ),
    "cut": (
        lambda t, p: (save_file(t, p), p.write_bytes(p.read_bytes()[:-40])),
        "is cut short",
    ),
    "longer": (lambda t, p: (save_file(t, p), p.write_bytes(p.read_bytes() + b"x")), "goes on"),
    "key-lost": (
        lambda t, p: save_file({k: v for k, v in t.items() if k != "head.bias"}, p),
        "has no tensor `head.bias`",
    ),
    "key-more": (
        lambda t, p: save_file({**t, "extra": torch.zeros(1)}, p),
        "has a tensor `extra` that the network does not have",
    ),
    "shape": (
        lambda t, p: save_file({**t, "head.weight": t["head.weight"].T.contiguous()}, p),
        r"has `head.weight` of shape \[8, 10\], where \[10, 8\] is expected",
    ),
    "dtype": (
        lambda t, p: save_file({k: v.half() for k, v in t.items()}, p),
        "where float32",
    ),
    "nan": (
        lambda t, p: save_file({**t, "head.bias": torch.full((10,), float("inf"))}, p),
        "10 weights that are no finite numbers",
    ),
    "oversized": (
        lambda t, p: save_file({**t, "extra": torch.zeros(600_000)}, p),
        "about .* are expected",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_does_not_fit_changes_nothing(tmp_path, name):
    write, message = BAD[name]
    path = tmp_path / "w.safetensors"
    write(good(tmp_path), path)
    net = network(3)
    before = {k: v.clone() for k, v in net.state_dict().items()}
    with pytest.raises(WeightsError, match=message) as problem:
        load_weights(net, path)
    said = str(problem.value)
    assert said.startswith("`w.safetensors` ")
    assert said[-1] in ".?"
    assert said[-2] not in ".?"
    assert "\n" not in said
    assert all(torch.equal(v, before[k]) for k, v in net.state_dict().items())


def test_training_happens_once(tmp_path, capsys):
    path, trained = tmp_path / "w.safetensors", []

    def train(net):
        trained.append(net)
        with torch.no_grad():
            net.head.bias.fill_(1.5)

    first = train_or_load(path, network, train)
    assert capsys.readouterr().out == ""
    second = train_or_load(path, lambda: network(9), train)
    assert len(trained) == 1
    assert torch.equal(first.head.bias, second.head.bias)
    assert torch.equal(first.features[0].weight, second.features[0].weight)
    assert "come from w.safetensors. Delete the file" in capsys.readouterr().out
    with pytest.raises(WeightsError, match="of shape"):
        train_or_load(path, lambda: network(width=4), train)
