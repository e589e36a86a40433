"""Frames between a grader and a student's process: JSON and raw arrays, never a pickle.

The forms are those of :mod:`pixelup.plain`, but the numbers of an array travel as they lie in
memory. Whoever reads a frame trusts nothing in it: sizes are checked before memory is taken,
an array must be exactly as large as it says, and whatever is wrong has a name.

A frame is ``PIX1``, the length of the header and the number of buffers (two 32-bit integers),
the length of each buffer (64-bit integers), the header in JSON, the buffers.
"""

from __future__ import annotations

import json
import math
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import plain

MAGIC = b"PIX1"
MAX_HEADER = 4 << 20  # bytes
MAX_BUFFERS = 10_000
MAX_BYTES = 64 << 20  # of all buffers of a frame
MAX_RANK = 32
MAX_DIGITS = 4_000  # hexadecimal, of one integer

_DTYPES = frozenset(
    ["bool", "float16", "float32", "float64"]
    + [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)
# asking a dtype for its name takes as long as a small call
_NAMES = {np.dtype(name).newbyteorder("<"): name for name in _DTYPES}
_AS_THEY_ARE = frozenset([str, bool, type(None)])
_PREFIX = struct.Struct("<4sII")
_CHUNK = 1 << 20


class WireError(ValueError):
    """What came is no frame; the message says what is wrong with it."""


class TooLargeError(WireError):
    """What came claims to be larger than what is read."""


@dataclass(frozen=True)
class Frame:
    """A header of JSON's own types, and the buffers that it speaks of."""

    header: Any
    buffers: tuple[bytes, ...] = ()

    def bytes(self) -> bytes:
        """The frame as it travels."""
        return framed(json.dumps(self.header, allow_nan=False).encode(), self.buffers)


def framed(header: bytes, buffers: Sequence[bytes] = ()) -> bytes:
    """A frame as it travels, from a header that is written already."""
    lengths = struct.pack(f"<{len(buffers)}Q", *map(len, buffers))
    prefix = _PREFIX.pack(MAGIC, len(header), len(buffers))
    return b"".join([prefix, lengths, header, *buffers])


def encode(value: Any) -> Frame:
    """Turn plain data into a frame.

    Raises
    ------
    NotPlainError
        If it is not plain data, or too much of it.
    """
    buffers: list[bytes] = []
    header = _encode(value, buffers, 0)
    if len(buffers) > MAX_BUFFERS or sum(map(len, buffers)) > MAX_BYTES:
        raise plain.NotPlainError(f"more than {MAX_BYTES >> 20} MB of arrays")
    return Frame(header, tuple(buffers))


def decode(frame: Frame) -> Any:
    """Undo :func:`encode`.

    Raises
    ------
    WireError
        If the frame is not one that :func:`encode` makes.
    """
    try:
        return _decode(frame.header, frame.buffers, 0)
    except WireError:
        raise
    except (ValueError, TypeError, OverflowError, MemoryError, RecursionError) as problem:
        raise WireError(f"data that no value was written as: {problem}"[:200]) from None


def send(line: socket.socket, frame: Frame, seconds: float) -> None:
    """Write a frame.

    Raises
    ------
    OSError
        If the other end is gone, or does not read in time (TimeoutError).
    """
    line.settimeout(max(seconds, 0.001))
    line.sendall(frame.bytes())


def receive(line: socket.socket, seconds: float | None) -> Frame:
    """Read one frame and nothing behind it; see :meth:`Reader.receive`."""
    return Reader(line, ahead=0).receive(seconds)


class Reader:
    """Reads frames from a stream; of what comes together, the rest is kept for the next.

    Parameters
    ----------
    line
        The stream.
    ahead
        How many bytes may be read beyond what is wanted.
    """

    def __init__(self, line: socket.socket, ahead: int = 1 << 16) -> None:
        self._line, self._ahead = line, ahead
        self._held = bytearray()

    @property
    def waits(self) -> bool:
        """Whether something of the next frame has been read."""
        return bool(self._held)

    def receive(self, seconds: float | None) -> Frame:
        """Read a frame; all of it must come in time.

        Parameters
        ----------
        seconds
            Until the last byte; None to wait for ever.

        Raises
        ------
        WireError
            If what comes is no frame, or claims to be too large (TooLargeError).
        EOFError
            If the other end closes.
        TimeoutError
            If it does not come in time.
        """
        end = None if seconds is None else time.monotonic() + seconds
        magic, header_length, count = _PREFIX.unpack(self._take(_PREFIX.size, end))
        if magic != MAGIC:
            raise WireError("bytes that are no frame")
        if header_length > MAX_HEADER:
            said = f"a header of {header_length} bytes; at most {MAX_HEADER} are read"
            raise TooLargeError(said)
        if count > MAX_BUFFERS:
            raise TooLargeError(f"{count} buffers; at most {MAX_BUFFERS} are read")
        lengths = struct.unpack(f"<{count}Q", self._take(8 * count, end))
        if sum(lengths) > MAX_BYTES:
            raise TooLargeError(f"{sum(lengths)} bytes of arrays; at most {MAX_BYTES} are read")
        header = _json(self._take(header_length, end))
        return Frame(header, tuple(self._take(n, end) for n in lengths))

    def _take(self, count: int, end: float | None) -> bytes:
        """As many bytes; memory grows with what came, not with what was claimed."""
        held = self._held
        while len(held) < count:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError("the rest of a frame did not come in time")
            self._line.settimeout(left)
            part = self._line.recv(min(max(count - len(held), self._ahead), _CHUNK))
            if not part:
                raise EOFError("the other end closed")
            held += part
        taken = bytes(held[:count])
        del held[:count]
        return taken


def _json(text: bytes) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        raise WireError(f"a header that is no JSON: {problem}"[:200]) from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _encode(value: Any, buffers: list[bytes], depth: int) -> Any:
    if type(value) in _AS_THEY_ARE:
        return value
    if depth > plain.MAX_DEPTH:
        raise plain.NotPlainError(f"a value nested more than {plain.MAX_DEPTH} deep")
    match value:
        case np.ndarray():
            return _array("array", value, buffers)
        case tuple():
            return {"tuple": [_encode(v, buffers, depth + 1) for v in value]}
        case list():
            return [_encode(v, buffers, depth + 1) for v in value]
        case dict():
            return {
                "dict": [
                    [_encode(k, buffers, depth + 1), _encode(v, buffers, depth + 1)]
                    for k, v in value.items()
                ]
            }
    if plain.is_tensor(value):
        return _array("tensor", value.detach().cpu().numpy(), buffers)
    return plain.encode(value, depth)


def _array(key: str, array: np.ndarray, buffers: list[bytes]) -> dict[str, Any]:
    base = array.view(np.ndarray)  # a subclass can lie about its shape or dtype
    little = base.dtype.newbyteorder("<")
    if little not in _NAMES:
        raise plain.NotPlainError(f"an array of {base.dtype}")
    if base.size > plain.MAX_ELEMENTS:
        raise plain.NotPlainError(
            f"an array of {base.size} elements; at most {plain.MAX_ELEMENTS} are read"
        )
    buffers.append(base.astype(little, copy=False).tobytes())
    return {key: _NAMES[little], "shape": list(base.shape), "at": len(buffers) - 1}


def _decode(data: Any, buffers: tuple[bytes, ...], depth: int) -> Any:
    if type(data) not in (list, dict):  # JSON has made it: it is None, a truth value, ...
        return data
    if depth > plain.MAX_DEPTH:
        raise WireError(f"a value nested more than {plain.MAX_DEPTH} deep")
    if type(data) is list:
        return [_decode(v, buffers, depth + 1) for v in data]
    if len(data) == 1:
        ((key, value),) = data.items()
        match key, value:
            case "tuple", list():
                return tuple([_decode(v, buffers, depth + 1) for v in value])
            case "dict", list():
                return {
                    _decode(k, buffers, depth + 1): _decode(v, buffers, depth + 1) for k, v in value
                }
            case "int", str():
                if len(value) > MAX_DIGITS:
                    raise WireError(f"an integer of {len(value)} digits")
                return int(value, 16)
            case "float", str() if len(value) < 40:
                return float(value)
    match data:
        case {"scalar": str(dtype), "data": bool() | int() | float() | str()}:
            if dtype not in _DTYPES:
                raise WireError(f"a number of {dtype[:40]}")
            return plain.decode({"scalar": dtype, "data": data["data"]})
        case {"array": str(dtype), "shape": list(shape), "at": int(at), **rest} if not rest:
            return _restored(dtype, shape, at, buffers)
        case {"tensor": str(dtype), "shape": list(shape), "at": int(at), **rest} if not rest:
            array = _restored(dtype, shape, at, buffers)
            import torch

            return torch.from_numpy(array)
    raise WireError("data that no value was written as")


def _restored(dtype: str, shape: list[Any], at: int, buffers: tuple[bytes, ...]) -> np.ndarray:
    if dtype not in _DTYPES:
        raise WireError(f"an array of {dtype[:40]}")
    if len(shape) > MAX_RANK or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise WireError("an array whose shape is none")
    if isinstance(at, bool) or not 0 <= at < len(buffers):
        raise WireError("an array without its numbers")
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size != len(buffers[at]):
        raise WireError(f"an array of {size} bytes, as it says, but {len(buffers[at])} came")
    if math.prod(shape) > plain.MAX_ELEMENTS:
        raise WireError(f"an array of {math.prod(shape)} elements")
    flat = np.frombuffer(buffers[at], dtype=np.dtype(dtype).newbyteorder("<"))
    if dtype == "bool" and flat.size and flat.view("u1").max() > 1:
        raise WireError("an array of truth values with others in it")
    return flat.reshape(shape).astype(np.dtype(dtype))
