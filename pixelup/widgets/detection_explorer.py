"""Boxes, how well two agree, and which of many stay: the first figure of chapter 11."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import traitlets

from pixelup.widgets import augment, still
from pixelup.widgets.base import STATIC, Figure
from pixelup.widgets.boxes import SCENES, agreement, common, survivors
from pixelup.widgets.matrix import Matrix, Rows, outcome_text
from pixelup.widgets.traits import Place, Real, Word

MOST = 64
FARTHEST = 1000
WIDE = 420  # of the plane in the still, in SVG units
HEAD = 24
LINE = 20
# What a figure begins with that is told nothing: the first examples of js/widgets/.
PAIR = {"boxes": [[4, 4, 12, 12]], "others": [[8, 4, 16, 12]]}
CROWD = {
    "boxes": [
        [7, 7, 20, 26], [8, 5, 21, 24], [6, 3, 24, 27], [10, 4, 23, 23],
        [30, 5, 43, 24], [27, 4, 40, 23], [32, 7, 45, 26], [21, 10, 32, 21],
    ],
    "scores": [[0.75, 0.9, 0.45, 0.6, 0.95, 0.55, 0.7, 0.3]],
    "scene": "apart",
}  # fmt: skip


class DetectionExplorer(Figure):
    """Drag boxes and read their IoU; or step through non-maximum suppression.

    Attributes
    ----------
    mode : {'overlap', 'suppression'}
        Two boxes, or several with scores.
    boxes : list of list of float
        Shape (N, 4): left, top, right, bottom; x first, coordinates between pixels. In the mode
        ``'overlap'`` the boxes A; in ``'suppression'`` the candidates.
    others : list of list of float
        The boxes B of the mode ``'overlap'``, shape (M, 4).
    scores : list of float
        How sure a detector is of each candidate, shape (N,).
    threshold : float
        Candidates with a larger IoU are the same thing, 0 to 1.
    scene : {'none', 'apart', 'close'}
        What lies below the boxes: nothing, two digits, two digits that overlap.
    position : int
        Which pair of A and B is shown, counted row by row from 0.
    step : int
        How far the suppression has gone, from 0.
    expected, answer : list of list of float
        What a failing check expected and what a student gave: IoUs of shape (N, M), or the
        numbers of the boxes that are kept.
    ious : list of list of float
        The IoU of each A with each B. Written by JavaScript.
    kept : list of int
        The candidates that are left at the end, best first. Written by JavaScript.

    Raises
    ------
    traitlets.TraitError
        When a trait has a value that cannot be drawn; one line: what, where, how to mend it.

    Examples
    --------
    >>> DetectionExplorer(boxes=[[0, 0, 4, 4]], others=[[2, 0, 6, 4]])
    two boxes, IoU 8 / 24 = 0.33
    """

    _esm = STATIC / "detection_explorer.js"
    fragment_key: ClassVar[str] = "detection"
    shared: ClassVar[tuple[str, ...]] = (
        "mode",
        "boxes",
        "others",
        "scores",
        "threshold",
        "scene",
        "position",
        "step",
        "expected",
        "answer",
    )

    mode = Word("overlap", "suppression")
    boxes = Matrix([], MOST)
    others = Matrix([], MOST)
    scores = Matrix([], MOST)
    threshold = Real(0.5, 0.0, 1.0)
    scene = Word(*SCENES)
    position = Place("pairs of boxes are counted from 0, row by row")
    step = Place("steps are counted from 0")
    expected = Matrix([], MOST)
    answer = Matrix([], 2 * MOST)
    ious = Matrix([], MOST)
    kept = traitlets.List().tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        start = CROWD if traits.get("mode") == "suppression" else PAIR
        told = {"boxes", "others", "scores"} & {*traits}
        super().__init__(**(traits if told else start | traits))
        self._check_counts()

    @traitlets.validate("boxes", "others")
    def _boxes_have_four_numbers(self, proposal: dict[str, Any]) -> Rows:
        rows, where = proposal["value"], f"DetectionExplorer.{proposal['trait'].name}"
        for n, row in enumerate(rows):
            if len(row) != 4 or not all(abs(v) <= FARTHEST for v in row):
                raise traitlets.TraitError(
                    f"{where}[{n}] is {row}: give left, top, right and bottom, up to {FARTHEST}."
                )
            if row[2] < row[0] or row[3] < row[1]:
                raise traitlets.TraitError(
                    f"{where}[{n}] is {row}, which ends before it begins: "
                    f"give left, top, right and bottom."
                )
        return rows

    @traitlets.validate("scores")
    def _scores_are_one_row(self, proposal: dict[str, Any]) -> Rows:
        flat = [v for row in proposal["value"] for v in row]
        if not all(math.isfinite(v) for v in flat):
            raise traitlets.TraitError(f"DetectionExplorer.scores is {flat}: give finite numbers.")
        return [flat] if flat else []

    def _check_counts(self) -> None:
        if not self.boxes or (self.mode == "overlap" and not self.others):
            name = "others" if self.boxes else "boxes"
            raise traitlets.TraitError(
                f"DetectionExplorer.{name} is empty: "
                f"give rows of left, top, right and bottom, as in [[3, 1, 5, 4]]."
            )
        if self.mode == "suppression" and len(self.flat_scores()) != len(self.boxes):
            raise traitlets.TraitError(
                f"DetectionExplorer.scores has {len(self.flat_scores())} numbers "
                f"for {len(self.boxes)} boxes: give one for each box."
            )

    def flat_scores(self) -> list[float]:
        """Give the scores as one list."""
        return self.scores[0] if self.scores else []

    def table(self) -> Rows:
        """Compute the IoU of all pairs for the still picture, as JavaScript does alive.

        Returns
        -------
        list of list of float
            Shape (N, M); empty in the mode ``'suppression'``.
        """
        if self.mode != "overlap":
            return []
        return [[agreement(one, other)[2] for other in self.others] for one in self.boxes]

    def pair(self) -> tuple[list[float], list[float]]:
        """Give the two boxes that are shown.

        Returns
        -------
        a, b : list of float
        """
        i, j = divmod(self.position, len(self.others))
        return self.boxes[min(i, len(self.boxes) - 1)], self.others[j]

    def left(self) -> list[int]:
        """Say which candidates are kept, best first.

        Returns
        -------
        list of int
        """
        return survivors(self.boxes, self.flat_scores(), self.threshold)

    def describe(self) -> str:
        """Say what is shown."""
        if self.mode == "suppression":
            said = f"{len(self.boxes)} boxes with scores, threshold {self.threshold:g}: kept are "
            said += ", ".join(map(str, self.left()))
            yours = [f"{v:g}" for row in self.answer for v in row]
            return f"{said}; yours keeps {', '.join(yours)}" if yours else said
        if self.answer or len(self.boxes) * len(self.others) > 1:
            table = outcome_text("table", self.table(), self.expected, self.answer)
            return f"IoU of {len(self.boxes)} boxes with {len(self.others)} others: {table}"
        return f"two boxes, IoU {_fraction(*self.pair())}"

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, in rem, on a desk and on a phone."""
        label = 2.0 * bool(self.label)
        if self.mode == "suppression":
            rows = 1.9 * len(self.boxes)
            return 36.5 + rows + label, 62.0 + rows + label
        tables = 0.0
        if len(self.boxes) * len(self.others) > 1 or self.answer:
            tables = 3.0 + still.rem(self.table())
        return 34.5 + tables + label, 53.0 + (3 if self.answer else 1) * tables + label

    def still(self) -> str:
        """Draw the plane with its boxes, and what comes of them."""
        draw, lines = self._suppressed() if self.mode == "suppression" else self._overlapping()
        left, top, right, bottom = self._extent()
        scale = WIDE / (right - left)
        high = scale * (bottom - top)

        def rectangle(box: list[float], style: str) -> str:
            x, y, w, h = box[0] - left, box[1] - top, box[2] - box[0], box[3] - box[1]
            x, y, w, h = (f"{scale * v:.1f}" for v in (x, y, w, h))
            return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" {style}/>'

        parts = [rectangle([left, top, right, bottom], 'fill="none" stroke="#8b929b"')]
        for name, x, y, unit in SCENES[self.scene][2]:
            strokes: dict[float, list[str]] = {}
            for n, r, c in augment.strokes(name):
                point = f"{scale * (x + unit * c - left):.1f},{scale * (y + unit * r - top):.1f}"
                strokes.setdefault(n, []).append(point)
            parts += [
                f'<polyline points="{" ".join(points)}" fill="none" stroke="#c5c9ce" '
                f'stroke-width="{2.4 * unit * scale:.1f}" stroke-linecap="round"/>'
                for points in strokes.values()
            ]
        for box, style, name in draw:
            parts.append(rectangle(box, style))
            x, y = scale * (box[0] - left) + 3, scale * (box[1] - top) + 13
            parts.append(f'<text x="{x:.1f}" y="{y:.1f}" font-weight="700">{name}</text>')
        text = f"{self.label or 'Detection explorer'}: {self.describe()}"
        words = "".join(
            f'<text x="{WIDE + 20}" y="{16 + LINE * n}">{line}</text>'
            for n, line in enumerate(lines)
        )
        tall = max(high, LINE * len(lines)) + 2
        body = f'<g transform="translate(1 1)">{HATCH}{"".join(parts)}{words}</g>'
        return still.svg(body, WIDE + 240, tall, text, ' font-size="13" fill="currentColor"')

    def _extent(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is drawn: the scene, and more where boxes lie."""
        columns, rows, _ = SCENES[self.scene]
        every = self.boxes + (self.others if self.mode == "overlap" else [])
        left, top, right, bottom = zip(*every, strict=True)
        return min(0, *left), min(0, *top), max(columns, *right), max(rows, *bottom)

    def _overlapping(self) -> tuple[list[tuple[list[float], str, str]], list[str]]:
        a, b = self.pair()
        shared, covered, _ = agreement(a, b)
        draw = [(a, f'fill="none" stroke="{BLUE}" stroke-width="2.5"', "A")]
        draw += [
            (b, f'fill="none" stroke="{ORANGE}" stroke-width="2.5" stroke-dasharray="6 3"', "B")
        ]
        inner = common(a, b)
        if inner:
            draw.insert(0, (list(inner), 'fill="url(#pxu-hatch)"', ""))
        number = still.number
        lines = [
            f"A: {', '.join(map(number, a))}",
            f"B: {', '.join(map(number, b))}",
            f"shared: {number(shared)}",
            f"covered together: {number(covered)}",
            f"IoU: {_fraction(a, b)}",
        ]
        if self.answer:
            lines += [f"yours: {_rows(self.answer)}", f"expected: {_rows(self.expected)}"]
        return draw, lines

    def _suppressed(self) -> tuple[list[tuple[list[float], str, str]], list[str]]:
        scores, left = self.flat_scores(), self.left()
        order = sorted(range(len(scores)), key=lambda n: -scores[n])
        fell = 'fill="none" stroke="#57606a" stroke-dasharray="2 3"'
        kept = f'fill="none" stroke="{BLUE}" stroke-width="3.5"'
        draw = [(self.boxes[n], kept if n in left else fell, str(n)) for n in order]
        lines = [f"threshold {still.number(self.threshold)}", ""]
        lines += [
            f"box {n}, score {still.number(scores[n])}: {'kept' if n in left else 'falls'}"
            for n in order
        ]
        if self.answer:
            lines += ["", f"yours keeps: {_rows(self.answer)}"]
        return draw, lines


BLUE, ORANGE = "#4a92ec", "#f0843c"
HATCH = (
    '<defs><pattern id="pxu-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M1 0V6" stroke="#c2255c" stroke-width="2"/>'
    "</pattern></defs>"
)


def _fraction(a: list[float], b: list[float]) -> str:
    shared, covered, quotient = agreement(a, b)
    if not covered:
        return "0"
    return " ".join((still.number(shared), "/", still.number(covered), "=", still.number(quotient)))


def _rows(rows: Rows) -> str:
    return "; ".join(", ".join(still.number(v) for v in row) for row in rows)
