"""Training on whatever device is there: choose it, fit, evaluate, keep the weights."""

from pixelup.training.device import choose_device, set_seed
from pixelup.training.evaluation import Evaluation, evaluate, predict
from pixelup.training.fit import fit
from pixelup.training.history import History
from pixelup.training.weights import (
    WeightsError,
    load_weights,
    save_weights,
    train_or_load,
)

__all__ = [
    "Evaluation",
    "History",
    "WeightsError",
    "choose_device",
    "evaluate",
    "fit",
    "load_weights",
    "predict",
    "save_weights",
    "set_seed",
    "train_or_load",
]
