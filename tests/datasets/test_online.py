"""Downloads, from a server on this machine that behaves as badly as the real ones."""

import gzip
import hashlib
import io
import re
import sys
import tarfile
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
import torch

from pixelup.datasets import DownloadError, load_online, online
from pixelup.datasets.formats import read_cifar, read_idx, read_idx_pair

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, size=(7, 28, 28), dtype=np.uint8)
LABELS = np.arange(7, dtype=np.uint8)
PHOTOS = RNG.integers(0, 256, size=(6, 3, 32, 32), dtype=np.uint8)


def idx(values):
    head = bytes([0, 0, 8, values.ndim]) + b"".join(n.to_bytes(4, "big") for n in values.shape)
    return gzip.compress(head + values.tobytes(), mtime=0)


def cifar(names):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for n, name in enumerate(names):
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            record = bytes([n]) + PHOTOS[n].tobytes()
            member.size = len(record)
            archive.addfile(member, io.BytesIO(record))
    return out.getvalue()


BATCHES = [*(f"data_batch_{n}.bin" for n in range(1, 6)), "test_batch.bin"]
FILES = {
    "train-images-idx3-ubyte.gz": idx(PIXELS),
    "train-labels-idx1-ubyte.gz": idx(LABELS),
    "t10k-images-idx3-ubyte.gz": idx(PIXELS[::-1]),
    "t10k-labels-idx1-ubyte.gz": idx(LABELS[::-1]),
    "cifar-10-binary.tar.gz": cifar(BATCHES),
}


class Server(BaseHTTPRequestHandler):
    """The first part of the path says how it behaves: /good/file, /403/file, /cut/file."""

    def do_GET(self):
        kind, file = self.path.strip("/").split("/")
        self.server.asked.append(self.path)
        body = FILES[file]
        if kind.isdigit():
            self.send_error(int(kind))
            return
        if kind == "wrong":
            body = b"<html>please log in</html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if kind == "slow":
            for byte in body[:40]:
                self.wfile.write(bytes([byte]))
                time.sleep(0.01)
        body = {"cut": body[: len(body) // 2], "slow": body[:0]}.get(kind, body)
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as instance:
        instance.asked = []
        threading.Thread(target=instance.serve_forever, daemon=True).start()
        yield instance
        instance.shutdown()


@pytest.fixture
def mirror(server, monkeypatch):
    """Return the addresses of mirrors that behave in some way; the files are the small ones."""
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in FILES.items()}
    for name, known in online.SETS.items():
        small = replace(known, files={file: hashes[file] for file in known.files})
        monkeypatch.setitem(online.SETS, name, small)
    server.asked.clear()
    return lambda *kinds: [f"http://127.0.0.1:{server.server_port}/{k}/" for k in kinds]


def test_mnist_arrives_and_is_kept(mirror, server, tmp_path, capsys):
    images = load_online("mnist", cache=tmp_path, mirrors=mirror("good"))
    assert images.x.shape == (7, 1, 28, 28)
    np.testing.assert_array_equal(images.bytes().x[:, 0], PIXELS)
    assert images.y.tolist() == list(range(7))
    assert images.classes[3] == "3"
    assert "MNIST, train-images-idx3-ubyte.gz" in capsys.readouterr().err
    assert len(server.asked) == 2
    again = load_online("mnist", cache=tmp_path, mirrors=mirror("404"), dtype=torch.uint8)
    assert torch.equal(again.x, images.bytes().x)
    assert len(server.asked) == 2  # from the disk
    assert capsys.readouterr().err == ""


def test_the_test_split_has_its_own_files(mirror, tmp_path):
    images = load_online("fashion-mnist", "test", cache=tmp_path, mirrors=mirror("good"))
    np.testing.assert_array_equal(images.bytes().x[:, 0], PIXELS[::-1])
    assert images.classes[9] == "boot"
    assert sorted(p.name for p in (tmp_path / "fashion-mnist").iterdir()) == [
        "t10k-images-idx3-ubyte.gz",
        "t10k-labels-idx1-ubyte.gz",
    ]


@pytest.mark.parametrize(("split", "expected"), [("train", slice(5)), ("test", slice(5, 6))])
def test_cifar_is_read_from_its_archive(mirror, tmp_path, split, expected):
    images = load_online("cifar-10", split, cache=tmp_path, mirrors=mirror("good"))
    np.testing.assert_array_equal(images.bytes().x, PHOTOS[expected])
    assert images.y.tolist() == list(range(6))[expected]
    assert images.classes[3] == "cat"


@pytest.mark.parametrize("bad", ["403", "503", "cut", "wrong"])
def test_the_next_mirror_is_asked(mirror, server, tmp_path, bad):
    images = load_online("mnist", cache=tmp_path, mirrors=mirror(bad, "good"))
    assert len(images) == 7
    assert [p.split("/")[1] for p in server.asked] == [bad, "good", bad, "good"]
    assert all(not p.name.startswith("tmp") for p in (tmp_path / "mnist").iterdir())


def test_a_mirror_that_crawls_is_left(mirror, server, tmp_path, monkeypatch):
    monkeypatch.setattr(online, "PATIENCE", 0.0)
    load_online("cifar-10", cache=tmp_path, mirrors=mirror("slow", "good"))
    assert [p.split("/")[1] for p in server.asked] == ["slow", "good"]


@pytest.mark.parametrize(
    ("kind", "did"),
    [
        ("403", "answered 403 Forbidden"),
        ("503", "answered 503 Service Unavailable"),
        ("cut", "broke off in the middle"),
        ("wrong", r"gave another file \(its SHA-256 is wrong\)"),
    ],
)
def test_a_failure_names_what_was_tried_and_what_serves_instead(mirror, tmp_path, kind, did):
    with pytest.raises(DownloadError) as problem:
        load_online("cifar-10", cache=tmp_path, mirrors=mirror(kind, "404"))
    said = str(problem.value)
    assert "\n" not in said
    assert said.startswith("CIFAR-10 cannot be downloaded: http://127.0.0.1")
    assert "answered 404" in said
    assert "Use PhotoGlyphs instead, which needs no network" in said
    assert re.search(did, said)


def test_a_mirror_that_is_not_there_cannot_be_reached(mirror, tmp_path):
    mirror()
    with pytest.raises(DownloadError, match=r"http://127\.0\.0\.1:9/ cannot be reached"):
        load_online("mnist", cache=tmp_path, mirrors=["http://127.0.0.1:9/"])


def test_a_damaged_file_in_the_cache_is_loaded_again(mirror, tmp_path):
    load_online("mnist", cache=tmp_path, mirrors=mirror("good"))
    (tmp_path / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(b"half")
    assert len(load_online("mnist", cache=tmp_path, mirrors=mirror("good"))) == 7


def test_a_cache_that_cannot_be_written_is_named(mirror, tmp_path):
    (tmp_path / "mnist").write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match=r"cannot be kept in .*mnist .*PIXELUP_DATA"):
        load_online("mnist", cache=tmp_path, mirrors=mirror("good"))


def test_the_variable_names_the_cache(mirror, tmp_path, monkeypatch):
    monkeypatch.setenv(online.CACHE, str(tmp_path / "here"))
    load_online("mnist", mirrors=mirror("good"))
    assert (tmp_path / "here" / "mnist" / "train-images-idx3-ubyte.gz").is_file()


def test_without_pooch_it_says_what_serves_instead(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(DownloadError, match=r"pip install 'pixelup\[data\]', or use GlyphDigits"):
        load_online("mnist", cache=tmp_path)


@pytest.mark.parametrize(
    ("call", "message"),
    [(("imagenet",), "called 'imagenet'; there are mnist"), (("mnist", "valid"), "not 'valid'")],
)
def test_unknown_names_are_refused(call, message):
    with pytest.raises(ValueError, match=message):
        load_online(*call)


def test_every_set_has_mirrors_and_hashes():
    for name, known in online.SETS.items():
        assert len(known.mirrors) >= 2, name
        assert all(m.endswith("/") for m in known.mirrors)
        assert all(len(h) == 64 for h in known.files.values())
        assert {f for s in ("train", "test") for f in known.needs(s)} == set(known.files)
        assert len(known.classes) == 10


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"no gzip", "cut short or no gzip"),
        (idx(PIXELS)[:-9], "cut short or no gzip"),
        (gzip.compress(b"\0\0\x0d\3", mtime=0), "no idx file of bytes: it begins with 00 00 0d 03"),
        (gzip.compress(b"\0\0\x08\1\0\0\0\5abc", mtime=0), "states 5 values and holds 3"),
        (gzip.compress(b"\0\0\x08\3\0\0", mtime=0), "is cut short"),
    ],
)
def test_what_is_no_idx_file_is_refused(tmp_path, body, message):
    (tmp_path / "x.gz").write_bytes(body)
    with pytest.raises(ValueError, match=message):
        read_idx(tmp_path / "x.gz")


def test_pictures_and_labels_must_belong_together(tmp_path):
    (tmp_path / "x.gz").write_bytes(idx(PIXELS))
    (tmp_path / "y.gz").write_bytes(idx(LABELS[:3]))
    with pytest.raises(ValueError, match=r"\(7, 28, 28\) do not go with labels of shape \(3,\)"):
        read_idx_pair([tmp_path / "x.gz", tmp_path / "y.gz"], "train")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"no archive", "cut short or no archive"),
        (cifar(BATCHES)[:300], "cut short or no archive"),
        (cifar(BATCHES[:3]), "holds no data_batch_4.bin"),
    ],
)
def test_what_is_no_archive_of_cifar_is_refused(tmp_path, body, message):
    (tmp_path / "c.tar.gz").write_bytes(body)
    with pytest.raises(ValueError, match=message):
        read_cifar([tmp_path / "c.tar.gz"], "train")
