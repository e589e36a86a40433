"""Files of weights: every way to be wrong has its own sentence, and none costs memory."""

import json
import pickle
import struct
import tracemalloc

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from pixelup.weights import Weights, problem

WANTED = Weights("net.safetensors", (("w", (3, 2)), ("b", (3,))))


def good():
    return {"w": torch.arange(6.0).reshape(3, 2), "b": torch.zeros(3)}


def header(entries, numbers=b""):
    text = json.dumps(entries).encode()
    return struct.pack("<Q", len(text)) + text + numbers


def entry(shape, start, end, dtype="F32"):
    return {"dtype": dtype, "shape": shape, "data_offsets": [start, end]}


def saved(folder, tensors):
    save_file(tensors, folder / WANTED.file)


def written(folder, content):
    (folder / WANTED.file).write_bytes(content)


def sparse(folder, size):
    with (folder / WANTED.file).open("wb") as file:
        file.truncate(size)


def torch_saved(folder, **how):
    torch.save(good(), folder / WANTED.file, **how)


def linked(folder):
    save_file(good(), folder / "real.safetensors")
    (folder / WANTED.file).symlink_to("real.safetensors")


PAIR = {"w": entry([3, 2], 0, 24), "b": entry([3], 24, 36)}
HUGE = {"w": entry([200_000, 200_000], 0, 160_000_000_000), "b": entry([3], 24, 36)}
OVERLAP = {"w": entry([3, 2], 0, 24), "b": entry([3], 12, 24)}
TEXT_OFFSETS = {"w": entry([3, 2], "a", "b"), "b": entry([3], 24, 36)}

DOUBLE, LOST = torch.zeros(3, dtype=torch.float64), torch.tensor([1.0, np.nan, np.inf])

WRONG = {
    "missing": (lambda f: None, "is not there"),
    "folder": (lambda f: (f / WANTED.file).mkdir(), "no plain file"),
    "link": (linked, "is a link"),
    "empty": (lambda f: written(f, b""), "cut short"),
    "text": (lambda f: written(f, b"these are my weights"), "cut short"),
    "pickle": (lambda f: written(f, pickle.dumps({"w": [1, 2]})), "is a pickle"),
    "torch": (torch_saved, "is a pickle"),
    "old torch": (lambda f: torch_saved(f, _use_new_zipfile_serialization=False), "is a pickle"),
    "two gigabytes": (lambda f: sparse(f, 2 << 30), "2,147,483,648 bytes"),
    "huge claim": (lambda f: written(f, header(HUGE, bytes(36))), "where [3, 2] is expected"),
    "no json": (lambda f: written(f, struct.pack("<Q", 4) + b"{{{{"), "header that cannot be read"),
    "deep json": (lambda f: written(f, struct.pack("<Q", 50_000) + b"[" * 50_000), "header"),
    "cut header": (lambda f: written(f, struct.pack("<Q", 500) + b"{}"), "cut short"),
    "other json": (lambda f: written(f, header([1, 2])), "header that cannot be read"),
    "cut numbers": (lambda f: written(f, header(PAIR, bytes(20))), "cut short"),
    "more at the end": (lambda f: written(f, header(PAIR, bytes(40))), "goes on"),
    "overlap": (lambda f: written(f, header(OVERLAP, bytes(24))), "overlap"),
    "offsets of text": (lambda f: written(f, header(TEXT_OFFSETS, bytes(36))), "overlap"),
    "shape": (lambda f: saved(f, good() | {"w": torch.zeros(2, 3)}), "shape [2, 3], where"),
    "key": (lambda f: saved(f, {"w": torch.zeros(3, 2)}), "no tensor `b`"),
    "extra": (lambda f: saved(f, good() | {"c": torch.zeros(1)}), "a tensor `c`"),
    "dtype": (lambda f: saved(f, good() | {"b": DOUBLE}), "of type F64"),
    "nan": (lambda f: saved(f, good() | {"b": LOST}), "has 2 weights"),
}  # fmt: skip


def test_a_good_file_is_taken(tmp_path):
    saved(tmp_path, good())
    assert problem(WANTED, tmp_path) is None


@pytest.mark.parametrize("name", WRONG)
def test_every_wrong_file_has_its_sentence(tmp_path, name):
    make, words = WRONG[name]
    make(tmp_path)
    tracemalloc.start()
    said = problem(WANTED, tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said is not None
    assert words in said
    assert said.startswith("`net.safetensors` ")
    assert said.endswith(".")
    assert "\n" not in said
    assert peak < 4 << 20


def test_the_sentences_are_all_different_where_the_causes_are(tmp_path):
    said = {}
    for name, (make, _) in WRONG.items():
        folder = tmp_path / name.replace(" ", "-")
        folder.mkdir()
        make(folder)
        said[name] = problem(WANTED, folder)
    assert len(set(said.values())) >= 14


def test_what_the_package_saves_is_taken(tmp_path):
    from pixelup.training import save_weights

    net = torch.nn.Linear(2, 3)
    save_weights(net, tmp_path / "linear.safetensors")
    wanted = Weights("linear.safetensors", (("weight", (3, 2)), ("bias", (3,))))
    assert problem(wanted, tmp_path) is None
