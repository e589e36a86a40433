"""The frames: what is sent comes back, and every lie has a name."""

import json
import socket
import struct
import threading

import numpy as np
import pytest
import torch

from pixelup import wire
from pixelup.plain import NotPlainError


def through(value):
    """Over a real socket."""
    here, there = socket.socketpair()
    with here, there:
        sender = threading.Thread(target=wire.send, args=(here, wire.encode(value), 5.0))
        sender.start()
        frame = wire.receive(there, 5.0)
        sender.join()
    return wire.decode(frame)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        -3,
        2**80,
        -(2**80),
        0.1,
        float("inf"),
        "text é \u2028",
        (1, (2.5, "x")),
        [1, [2]],
        {"a": 1, (1, 2): [None]},
        np.float32(0.5),
        np.bool_(True),
    ],
    ids=repr,
)
def test_values_come_back_the_same(value):
    back = through(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("dtype", sorted(wire._DTYPES))
def test_arrays_come_back_with_dtype_and_shape(dtype):
    array = np.arange(24).reshape(2, 3, 4)[:, ::-1, ::2].astype(dtype)
    back = through(array)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array)


def test_odd_arrays_come_back():
    for array in (np.zeros((0, 3)), np.float64(3.0) * np.ones(()), np.array([np.nan, np.inf])):
        np.testing.assert_array_equal(through(array), array)
    big_endian = np.arange(3, dtype=">i4")
    np.testing.assert_array_equal(through(big_endian), big_endian)


def test_tensors_come_back_as_tensors():
    back = through({"w": torch.ones(2, 3, dtype=torch.float32, requires_grad=True)})
    assert torch.equal(back["w"], torch.ones(2, 3))


def test_a_subclass_cannot_lie_about_its_shape():
    class Liar(np.ndarray):
        shape = (1, 1)

        def tobytes(self):
            return b""

    back = through(np.ones((2, 3)).view(Liar))
    assert back.shape == (2, 3)


@pytest.mark.parametrize(
    "value",
    [object(), {1, 2}, b"bytes", np.array(["a"]), np.array([object()]), 1j, lambda: 0],
    ids=lambda v: type(v).__name__,
)
def test_what_is_not_plain_is_not_sent(value):
    with pytest.raises(NotPlainError):
        wire.encode(value)


def test_too_much_is_not_sent():
    deep = []
    for _ in range(30):
        deep = [deep]
    with pytest.raises(NotPlainError, match="nested"):
        wire.encode(deep)
    with pytest.raises(NotPlainError, match="elements"):
        wire.encode(np.broadcast_to(np.int8(1), (10**5, 10**5)))
    with pytest.raises(NotPlainError, match="64 MB"):
        wire.encode([np.zeros(4_000_000)] * 3)


EIGHT = bytes(8)
HUGE = 10**10
LIES = {
    "an array of 80000000000 bytes": ({"array": "float64", "shape": [HUGE], "at": 0}, [EIGHT]),
    "an array of 16 bytes": ({"array": "float64", "shape": [2], "at": 0}, [EIGHT]),
    "an array of 0 bytes": ({"array": "float64", "shape": [0, 2**39], "at": 0}, [EIGHT]),
    "an array of object": ({"array": "object", "shape": [1], "at": 0}, [EIGHT]),
    "an array of O": ({"array": "O", "shape": [1], "at": 0}, [EIGHT]),
    "an array of <M8": ({"array": "<M8[ns]", "shape": [1], "at": 0}, [EIGHT]),
    "an array of (1000": ({"array": "(1000000,1000000)f8", "shape": [1], "at": 0}, [EIGHT]),
    "shape is none": ({"array": "float64", "shape": [-1], "at": 0}, [EIGHT]),
    "whose shape is none": ({"array": "float64", "shape": [True], "at": 0}, [EIGHT]),
    "whose shape is": ({"array": "float64", "shape": [1] * 40, "at": 0}, [EIGHT]),
    "shape is": ({"array": "float64", "shape": [1.0], "at": 0}, [EIGHT]),
    "without its numbers": ({"array": "float64", "shape": [1], "at": 7}, [EIGHT]),
    "without its number": ({"array": "float64", "shape": [1], "at": -1}, [EIGHT]),
    "without its": ({"array": "float64", "shape": [1], "at": True}, [EIGHT]),
    "truth values": ({"array": "bool", "shape": [8], "at": 0}, [b"\x07" * 8]),
    "a number of object": ({"scalar": "object", "data": 1}, []),
    "could not convert": ({"scalar": "float64", "data": "x"}, []),
    "out of bounds": ({"scalar": "uint8", "data": -1}, []),
    "digits": ({"int": "0x" + "f" * 5000}, []),
    "no value was written as: invalid literal": ({"int": "zz"}, []),
    "no value was written as": ({"pickle": "gASV"}, []),
    "data that no value": ({"tuple": [], "extra": 1}, []),
    "unhashable": ({"dict": [[[1], 2]]}, []),
    "not enough values": ({"dict": [[1]]}, []),
}


@pytest.mark.parametrize("name", LIES)
def test_a_lie_in_a_header_is_named(name):
    header, buffers = LIES[name]
    with pytest.raises(wire.WireError) as caught:
        wire.decode(wire.Frame(header, tuple(buffers)))
    assert name in str(caught.value)


def test_deep_nesting_is_named():
    header = 1
    for _ in range(100):
        header = [header]
    with pytest.raises(wire.WireError, match="nested"):
        wire.decode(wire.Frame(header))


def prefix(header=2, buffers=0, magic=b"PIX1"):
    return struct.pack("<4sII", magic, header, buffers)


STREAMS = {
    "bytes that are no frame": b"\x80\x05\x95" + bytes(40),
    "a header of 4294967295 bytes": prefix(header=2**32 - 1),
    "4294967295 buffers": prefix(buffers=2**32 - 1),
    "10000000000 bytes of arrays": prefix(buffers=1) + struct.pack("<Q", HUGE),
    "bytes of arrays": prefix(buffers=3) + struct.pack("<3Q", *[2**63] * 3),
    "no JSON": prefix(header=3) + b"{,}",
    "NaN is no JSON": prefix(header=3) + b"NaN",
    "header that is no JSON": prefix(header=2) + b"\xff\xfe",
    "a header that is": prefix(header=200_000) + b"[" * 200_000,
    "header that is no": prefix(header=100_000) + b"1" * 100_000,
}


@pytest.mark.parametrize("name", STREAMS)
def test_a_lie_on_the_line_is_named_before_memory_is_taken(name):
    here, there = socket.socketpair()
    with here, there:
        sender = threading.Thread(target=here.sendall, args=(STREAMS[name],))
        sender.start()
        with pytest.raises(wire.WireError) as caught:
            wire.receive(there, 2.0)
        sender.join()
    assert name in str(caught.value)


def test_dripping_does_not_move_the_deadline():
    here, there = socket.socketpair()
    stop = threading.Event()

    def drip():
        for byte in prefix(header=1000):
            here.send(bytes([byte]))
        while not stop.wait(0.02):
            here.send(b" ")

    with here, there:
        dripping = threading.Thread(target=drip)
        dripping.start()
        with pytest.raises(TimeoutError):
            wire.receive(there, 0.3)
        stop.set()
        dripping.join()


def test_a_closed_line_is_an_end():
    here, there = socket.socketpair()
    here.sendall(prefix()[:5])
    here.close()
    with there, pytest.raises(EOFError):
        wire.receive(there, 1.0)


def test_frames_that_come_together_are_read_one_by_one():
    here, there = socket.socketpair()
    frames = [wire.encode({"x": np.full(n, n)}) for n in (1, 0, 5000, 3)]
    with here, there:
        here.sendall(b"".join(f.bytes() for f in frames) + b"PIX")
        reader = wire.Reader(there)
        assert not reader.waits
        for n in (1, 0, 5000, 3):
            np.testing.assert_array_equal(wire.decode(reader.receive(1.0))["x"], np.full(n, n))
            assert reader.waits
        with pytest.raises(TimeoutError):
            reader.receive(0.05)
        here.close()
        with pytest.raises(EOFError):
            reader.receive(1.0)


def test_one_frame_is_read_and_nothing_behind_it():
    here, there = socket.socketpair()
    with here, there:
        here.sendall(wire.Frame(1).bytes() + b"next")
        assert wire.receive(there, 1.0).header == 1
        assert there.recv(10) == b"next"


def test_frames_are_json_and_bytes():
    text = wire.encode({"a": np.arange(2)}).bytes()
    assert text.startswith(b"PIX1")
    header_length = struct.unpack_from("<I", text, 4)[0]
    json.loads(text[12 + 8 : 12 + 8 + header_length])
    assert text.endswith(np.arange(2).astype("<i8").tobytes())
