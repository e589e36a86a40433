"""A file of trained weights, looked at before anybody loads it.

Safetensors is a header in JSON and raw numbers: nothing in it can run, and its sizes can be
checked before memory is taken. A pickle (`.pt`, `.pth`) can run code, so none is ever read.
"""

from __future__ import annotations

import json
import os
import stat
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

MAX_HEADER = 1 << 20  # bytes
SPARE = 64 << 10  # bytes that a file may have beyond header length and numbers
_ITEM = 4  # bytes of a float32
# Windows has no links to beware of here, and must be told that numbers are not text
_HOW = os.O_RDONLY | sum(getattr(os, n, 0) for n in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_PICKLES = (b"PK\x03\x04", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")
_SAVE = "save the weights with `pixelup.training.save_weights`"


class WeightsError(ValueError):
    """A file that cannot be taken; the message is one sentence without the full stop."""


@dataclass(frozen=True)
class Weights:
    """The file that a task asks for.

    Attributes
    ----------
    file
        Its name, beside the notebook.
    tensors
        Pairs of a key and a shape: what `state_dict()` of the network holds, all float32.
    """

    file: str
    tensors: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def size(self) -> int:
        """Bytes of the numbers."""
        return sum(_ITEM * prod(shape) for _, shape in self.tensors)


def problem(wanted: Weights, folder: Path) -> str | None:
    """What is wrong with the file in a folder, in one sentence; None if it can be loaded.

    Parameters
    ----------
    wanted
        What should be there.
    folder
        The folder of the notebook.

    Returns
    -------
    str or None
        It also says how to mend it.
    """
    try:
        check(wanted, folder / wanted.file)
    except WeightsError as why:
        return f"`{wanted.file}` {why}."
    return None


def check(wanted: Weights, path: Path) -> None:
    """Check a file: its kind, size, keys, shapes, dtypes, and that all numbers are finite.

    Never takes more memory than the right file has bytes, whatever the file claims.

    Raises
    ------
    WeightsError
        If anything is wrong.
    """
    try:
        fd = os.open(path, _HOW)
    except FileNotFoundError:
        raise WeightsError("is not there: hand it in beside the notebook") from None
    except OSError:
        raise WeightsError(
            "is a link or cannot be read: hand in a copy of the file itself"
        ) from None
    info = os.fstat(fd)
    if not stat.S_ISREG(info.st_mode):
        os.close(fd)
        raise WeightsError("is no plain file: hand in the weights themselves")
    with os.fdopen(fd, "rb") as file:
        most = wanted.size + SPARE + MAX_HEADER
        if info.st_size > most:
            raise WeightsError(
                f"has {info.st_size:,} bytes, where about {wanted.size:,} are expected: "
                "does it hold more than the network's weights?"
            )
        _check_header(wanted, _header(file, info.st_size), info.st_size)
        _check_numbers(wanted, file)


def _header(file: BinaryIO, size: int) -> tuple[int, dict[str, Any]]:
    """Where the numbers begin, and what the file says is there."""
    start = file.read(8)
    if start.startswith(_PICKLES):
        raise WeightsError(
            "is a pickle under another name, as `torch.save` writes it, and is never loaded, "
            f"for reading a pickle can run code: {_SAVE}"
        )
    length = int.from_bytes(start, "little")
    if len(start) < 8 or length > size - 8:
        raise WeightsError(f"is cut short, or no safetensors file: {_SAVE} once more")
    if length > MAX_HEADER:
        raise WeightsError(f"has a header of {length:,} bytes, far too many: {_SAVE}")
    try:
        header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        if not all(entry.keys() == {"dtype", "shape", "data_offsets"} for entry in header.values()):
            raise ValueError
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise WeightsError(f"has a header that cannot be read: {_SAVE} once more") from None
    return 8 + length, header


def _check_header(wanted: Weights, found: tuple[int, dict[str, Any]], size: int) -> None:
    start, header = found
    shapes = dict(wanted.tensors)
    for key in shapes:
        if key not in header:
            raise WeightsError(
                f"has no tensor `{key}`: are they the weights of the network that is asked for?"
            )
    for key, entry in header.items():
        if key not in shapes:
            raise WeightsError(f"has a tensor `{key[:60]}` that the network does not have")
        if entry["shape"] != list(shapes[key]):
            shape = str(entry["shape"])[:60]
            raise WeightsError(
                f"has `{key}` of shape {shape}, where {list(shapes[key])} is expected"
            )
        if entry["dtype"] != "F32":
            dtype = str(entry["dtype"])[:20]
            raise WeightsError(f"has `{key}` of type {dtype}, where float32 (F32) is expected")
    end = 0
    try:
        for key, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
            if entry["data_offsets"] != [end, end + _ITEM * prod(shapes[key])]:
                raise ValueError
            end = entry["data_offsets"][1]
    except (ValueError, TypeError):
        raise WeightsError(f"says of its tensors that they overlap: {_SAVE} once more") from None
    if size != start + end:
        what = "is cut short" if size < start + end else "goes on after its last tensor"
        raise WeightsError(f"{what}: was it copied whole? {_SAVE[0].upper()}{_SAVE[1:]} once more")


def _check_numbers(wanted: Weights, file: BinaryIO) -> None:
    numbers = np.frombuffer(file.read(wanted.size), dtype="<f4")
    bad = int(numbers.size - np.isfinite(numbers).sum())
    if bad:
        raise WeightsError(
            f"has {bad:,} weights that are no finite numbers (nan or inf): "
            "did the loss become nan? Train again, with a smaller learning rate"
        )
