"""Which device computes, said in a sentence; and all the seeds at once."""

from __future__ import annotations

import random

import numpy as np
import torch


def choose_device(name: str | None = None, *, say: bool = True) -> torch.device:
    """Choose where to compute: CUDA if there is one, else Apple's MPS, else the CPU.

    Parameters
    ----------
    name : str, optional
        ``"cuda"``, ``"mps"`` or ``"cpu"`` (or ``"cuda:1"``, ...) forces one.
    say : bool, optional
        Print one sentence that names the device.

    Returns
    -------
    torch.device

    Raises
    ------
    ValueError
        The device that `name` asks for is not there; the message says which ones are.
    """
    there = available()
    if name is None:
        name = there[0]
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    if device is None or device.type not in there:
        raise ValueError(f"there is no device {name!r} here; there is {' and '.join(there)}")
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"there is no {name!r} here, only {torch.cuda.device_count()} GPU")
    if say:
        print(f"This computes on {describe(device)}.")  # noqa: T201 - its sentence
    return device


def available() -> list[str]:
    """List the kinds of devices of this machine.

    Returns
    -------
    list of str
        The fastest first; ``"cpu"`` is always the last.
    """
    gpu = ["cuda"] if torch.cuda.is_available() else []
    apple = ["mps"] if torch.backends.mps.is_available() else []
    return [*gpu, *apple, "cpu"]


def describe(device: torch.device | str) -> str:
    """Name a device in words, such as "the CPU (2 threads)".

    Parameters
    ----------
    device : torch.device or str
        One that is there.

    Returns
    -------
    str
    """
    device = torch.device(device)
    if device.type == "cuda":
        return f"the GPU {torch.cuda.get_device_name(device)}"
    if device.type == "mps":
        return "the GPU of this Mac (MPS)"
    threads = torch.get_num_threads()
    return f"the CPU ({threads} {'thread' if threads == 1 else 'threads'})"


def set_seed(seed: int) -> None:
    """Seed Python's, numpy's and torch's random numbers, on all devices.

    Parameters
    ----------
    seed : int
        From 0 to 2**32 - 1.
    """
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def wait(device: torch.device) -> None:
    """Wait until the device has done all that it was given; a clock is wrong before that."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def of(net: torch.nn.Module) -> torch.device:
    """Return the device of a network's first parameter, the CPU if it has none."""
    return next((p.device for p in net.parameters()), torch.device("cpu"))
