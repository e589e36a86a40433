"""Weights in a file that cannot run anything: safetensors, looked at before it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from pixelup.weights import Weights, WeightsError, check


def save_weights(net: nn.Module, path: str | Path) -> None:
    """Write a network's weights as safetensors.

    Every floating-point tensor of ``net.state_dict()`` is written as float32, in the order of
    its name: the same weights are the same bytes. Counters (batch norm's
    ``num_batches_tracked``) are left out.

    Parameters
    ----------
    net : torch.nn.Module
        On any device.
    path : str or pathlib.Path
        The file; its folder is made if it is not there.

    Raises
    ------
    WeightsError
        A weight is nan or infinite (such a file would be refused), or the folder cannot be
        written.
    """
    from safetensors import SafetensorError
    from safetensors.torch import save_file

    path = Path(path)
    tensors = {k: v.detach().float().cpu().contiguous() for k, v in _kept(net).items()}
    bad = [key for key, value in tensors.items() if not value.isfinite().all()]
    if bad:
        raise WeightsError(
            f"`{path.name}` is not written: `{bad[0]}` holds nan or inf; "
            "train again with a smaller learning rate."
        )
    # Weights that two layers share must be two tensors in the file.
    separate = {k: v.clone() for k, v in sorted(tensors.items())}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(separate, path)
    except (OSError, SafetensorError) as why:
        raise WeightsError(f"`{path.name}` cannot be written into {path.parent}: {why}.") from None


def load_weights(net: nn.Module, path: str | Path) -> nn.Module:
    """Read weights into a network; nothing changes unless the whole file fits.

    Parameters
    ----------
    net : torch.nn.Module
        The network they belong to, on any device.
    path : str or pathlib.Path
        A file that `save_weights` wrote.

    Returns
    -------
    torch.nn.Module
        `net` itself.

    Raises
    ------
    WeightsError
        The file is not there, not safetensors, cut short, or has other keys, shapes or types
        than the network, or numbers that are not finite. The message says which, and what to
        do.
    """
    from safetensors.torch import load_file

    path = Path(path)
    kept = _kept(net)
    wanted = Weights(path.name, tuple((k, tuple(v.shape)) for k, v in kept.items()))
    try:
        check(wanted, path)
    except WeightsError as why:
        said = str(why)
        raise WeightsError(f"`{path.name}` {said}{'' if said.endswith('?') else '.'}") from None
    with torch.no_grad():
        for key, value in load_file(path).items():
            kept[key].copy_(value)
    return net


def train_or_load(
    path: str | Path, make: Callable[[], nn.Module], train: Callable[[nn.Module], object]
) -> nn.Module:
    """Return a trained network: from the file if it is there, else trained now and saved.

    Parameters
    ----------
    path : str or pathlib.Path
        The file of the weights. Delete it to train again.
    make : callable
        ``make()`` returns the untrained network, on the device where it should be.
    train : callable
        ``train(net)`` trains it in place.

    Returns
    -------
    torch.nn.Module

    Raises
    ------
    WeightsError
        The file is there and does not belong to this network.
    """
    path = Path(path)
    net = make()
    if path.exists():
        load_weights(net, path)
        print(f"The weights come from {path.name}. Delete the file to train again.")  # noqa: T201
        return net
    train(net)
    save_weights(net, path)
    return net


def _kept(net: nn.Module) -> dict[str, Tensor]:
    """Return the tensors of a network that a file holds, by name."""
    return {k: v for k, v in net.state_dict().items() if v.is_floating_point()}
