"""The scores by which trained networks are judged, by name; a source says `score: NAME`."""

from .score import Kind
from .score_accuracy import ACCURACY
from .score_dice import DICE

SCORES: dict[str, Kind] = {"accuracy": ACCURACY, "dice": DICE}
