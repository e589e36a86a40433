"""Readers of the two file formats that old data sets come in: idx, and CIFAR's binary."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np

BYTES = 0x08  # idx's code for unsigned bytes
CIFAR_RECORD = 1 + 3 * 32 * 32  # a label, then the red, the green and the blue pixels
CIFAR_FILES = {
    "train": tuple(f"data_batch_{n}.bin" for n in range(1, 6)),
    "test": ("test_batch.bin",),
}


def read_idx(path: str | Path) -> np.ndarray:
    """Read a gzipped idx file of bytes, the format of MNIST.

    Two zeros, the code of the type, the number of dimensions, each dimension as a big-endian
    number of four bytes, then the values.

    Parameters
    ----------
    path : str or pathlib.Path
        The file.

    Returns
    -------
    numpy.ndarray
        uint8, of the shape that the file states.

    Raises
    ------
    ValueError
        The file is not gzipped idx of bytes, or holds fewer or more values than it states.

    References
    ----------
    Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits.
    """
    name = Path(path).name
    try:
        with gzip.open(path) as file:
            raw = file.read()
    except (OSError, EOFError, zlib.error) as problem:
        if isinstance(problem, FileNotFoundError):
            raise
        raise ValueError(f"{name} is cut short or no gzip file: delete it and load again") from None
    if len(raw) < 4 or raw[:3] != bytes([0, 0, BYTES]):
        raise ValueError(f"{name} is no idx file of bytes: it begins with {raw[:4].hex(' ')}")
    if len(raw) < 4 + 4 * raw[3]:
        raise ValueError(f"{name} is cut short: delete it and load again")
    shape = tuple(np.frombuffer(raw, dtype=">u4", count=raw[3], offset=4).tolist())
    values = np.frombuffer(raw, dtype=np.uint8, offset=4 + 4 * raw[3])
    if len(values) != prod(shape):
        raise ValueError(f"{name} states {prod(shape):,} values and holds {len(values):,}")
    return values.reshape(shape).copy()


def read_idx_pair(paths: Sequence[str | Path], split: str) -> tuple[np.ndarray, np.ndarray]:
    """Read the pictures and the labels of MNIST or Fashion-MNIST.

    Parameters
    ----------
    paths : sequence
        The file of the pictures and the file of the labels.
    split : str
        Not used: each split has files of its own.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Pixels, shape (N, 1, H, W), and labels, shape (N,), both uint8.

    Raises
    ------
    ValueError
        The two files do not belong together.
    """
    del split
    x, y = (read_idx(path) for path in paths)
    if x.ndim != 3 or y.shape != x.shape[:1]:
        raise ValueError(f"pictures of shape {x.shape} do not go with labels of shape {y.shape}")
    return x[:, None], y


def read_cifar(paths: Sequence[str | Path], split: str) -> tuple[np.ndarray, np.ndarray]:
    """Read a split of CIFAR-10 from its archive, without unpacking it to disk.

    Parameters
    ----------
    paths : sequence
        The archive `cifar-10-binary.tar.gz`, alone.
    split : {"train", "test"}
        Five files of it, or one.

    Returns
    -------
    (numpy.ndarray, numpy.ndarray)
        Pixels, shape (N, 3, 32, 32), and labels, shape (N,), both uint8.

    Raises
    ------
    ValueError
        The archive lacks a file, or a file is not whole records.
    """
    (path,) = paths
    wanted = CIFAR_FILES[split]
    found = {}
    try:
        with tarfile.open(path, "r:gz") as archive:
            for member in archive:
                name = Path(member.name).name
                if name in wanted and member.isfile():
                    found[name] = archive.extractfile(member).read()
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile):
        raise ValueError(
            f"{Path(path).name} is cut short or no archive: delete it and load again"
        ) from None
    for name in wanted:
        if name not in found:
            raise ValueError(f"{Path(path).name} holds no {name}")
        if len(found[name]) % CIFAR_RECORD or not found[name]:
            raise ValueError(f"{name} is not a whole number of pictures")
    records = np.frombuffer(b"".join(found[n] for n in wanted), dtype=np.uint8)
    records = records.reshape(-1, CIFAR_RECORD)
    return records[:, 1:].reshape(-1, 3, 32, 32).copy(), records[:, 0].copy()
