"""The options of one cell, each read once and checked where it is read."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

from pixelup.score import Score
from pixelup.scores import SCORES
from pixelup.task import Explorer
from pixelup.weights import Weights

from .errors import SourceError

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Options:
    """A cell's options; what is left unread at the end was misspelt."""

    def __init__(self, path: Path, line: int, raw: dict[str, Any]) -> None:
        self._path, self._line = path, line
        self._raw = raw
        self._read: set[str] = set()

    def _wrong(self, what: str, mend: str) -> SourceError:
        return SourceError(self._path, self._line, what, mend)

    def get(self, key: str) -> Any:
        """Look at an option without counting it as read."""
        return self._raw.get(key)

    def take(self, key: str, default: Any = None) -> Any:
        """Read an option."""
        self._read.add(key)
        return self._raw.get(key, default)

    def no_leftovers(self) -> None:
        """Raise for options that nobody read."""
        left = sorted(set(self._raw) - self._read)
        if left:
            raise self._wrong(f"the option {left[0]!r} is not known here", "is it misspelt?")

    def task(self) -> str:
        """Name of the task: a Python name."""
        name = self.take("task")
        if not isinstance(name, str) or not name.isidentifier():
            raise self._wrong("the cell names no task", "write `:task:` and the function's name")
        return name

    def name(self) -> str:
        """Name of a variant or a question, in kebab-case."""
        name = self.take("name")
        if not isinstance(name, str) or not KEBAB.fullmatch(name):
            raise self._wrong(f"the name {name!r} will not do", "write `:name: in-kebab-case`")
        return name

    def hint(self) -> str:
        """What the author of a mistake should think about."""
        hint = str(self.take("hint") or "").strip()
        if not hint:
            raise self._wrong(
                f"the mistake {self.get('name')!r} has no hint",
                "say in `hint` what its author should think about",
            )
        return " ".join(hint.split())

    def points(self) -> float:
        """Points: a positive number."""
        points = self.take("points")
        if isinstance(points, bool) or not isinstance(points, int | float) or points <= 0:
            what = "points are missing" if points is None else f"the points are {points!r}"
            raise self._wrong(what, "write `:points:` and a number above 0")
        return points

    def number(self, key: str, default: float) -> float:
        """A positive number."""
        value = self.take(key, default)
        try:
            value = float(value)  # YAML reads 1e-3 as a string
        except (TypeError, ValueError):
            raise self._wrong(f"{key} is {value!r}", "write a number above 0") from None
        if not value > 0:
            raise self._wrong(f"{key} is {value!r}", "write a number above 0")
        return value

    def whole(self, key: str) -> int | None:
        """A whole number, or None where the option is not given."""
        value = self.take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self._wrong(f"{key} is {value!r}", "write a whole number")
        return value

    def choice(self, key: str, among: tuple[str, ...]) -> Any:
        """One of several words; the first is what holds without the option."""
        value = self.take(key, among[0])
        if value not in among:
            raise self._wrong(f"{key} is {value!r}", f"it can be {', '.join(among)}")
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """Names divided by commas."""
        value = self.take(key, "")
        items = value if isinstance(value, list) else str(value or "").split(",")
        return tuple(str(i).strip() for i in items if str(i).strip())

    def explorer(self) -> Explorer | None:
        """``ConvolutionExplorer(image=x, operation="convolution")``."""
        found = self._call("explorer", "ConvolutionExplorer(image=x, kernel=k)")
        return found and Explorer(*found)

    def score(self) -> Score | None:
        """How a trained network is judged; None where `score` is not given."""
        if self.take("score") is None:
            return None
        kind = self.choice("score", tuple(SCORES))
        data = self._call("data", 'GlyphDigits(split="test")')
        if data is None or data[1]:
            raise self._wrong(
                "a score needs `data` with fixed settings",
                'write `data: GlyphDigits(split="test")`',
            )
        return Score(
            data=data[0],
            settings=data[2],
            images=self.whole("images") or 2000,
            classes=self.whole("classes") or SCORES[kind].classes,
            thresholds=self._thresholds(),
            weights=self._weights(),
            budget=self.number("budget", 60.0),
            kind=kind,
        )

    def _thresholds(self) -> tuple[float, ...]:
        try:
            steps = tuple(float(t) for t in self.names("threshold"))
        except ValueError:
            steps = ()
        if not steps or list(steps) != sorted(set(steps)) or not 0 < steps[0] <= steps[-1] <= 1:
            raise self._wrong(
                f"the threshold is {self.get('threshold')!r}",
                "write `threshold: 0.94`, or rising steps, `threshold: 0.85, 0.94`",
            )
        return steps

    def _weights(self) -> Weights | None:
        file, tensors = self.take("weights"), self.take("tensors")
        if file is None and tensors is None:
            return None
        try:
            shapes = tuple((str(k), tuple(map(int, v))) for k, v in tensors.items())
        except (AttributeError, TypeError, ValueError):
            shapes = ()
        if not re.fullmatch(r"[\w-]+\.safetensors", str(file)) or not shapes:
            raise self._wrong(
                "`weights` and `tensors` go together",
                "write `weights: lenet.safetensors` and `tensors: {c1.weight: [6, 1, 5, 5], ...}`",
            )
        return Weights(str(file), shapes)

    def _call(
        self, key: str, example: str
    ) -> tuple[str, tuple[tuple[str, str], ...], tuple[tuple[str, Any], ...]] | None:
        """A call: its name, pairs of a keyword and a name, pairs of a keyword and a value."""
        text = self.take(key)
        if text is None:
            return None
        mend = f"write `{example}`"
        try:
            call = ast.parse(str(text), mode="eval").body
        except SyntaxError:
            raise self._wrong(f"the {key} {text!r} does not parse", mend) from None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.args:
            raise self._wrong(f"the {key} {text!r} is no call with names", mend)
        parameters, settings = [], []
        for keyword in call.keywords:
            if isinstance(keyword.value, ast.Name):
                parameters.append((str(keyword.arg), keyword.value.id))
            else:
                try:
                    settings.append((str(keyword.arg), ast.literal_eval(keyword.value)))
                except ValueError:
                    raise self._wrong(
                        f"{keyword.arg} is neither a name nor a value", mend
                    ) from None
        return call.func.id, tuple(parameters), tuple(settings)
