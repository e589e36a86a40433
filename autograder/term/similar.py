"""Similar submissions: pairs that share code which nobody was given and few others have.

Each cell is cut into overlapping pieces of its tokens (winnowing: Schleimer, Wilkerson, Aiken,
SIGMOD 2003; tokens and winnowing are copydetect's). Names, comments and white space do not count.
A piece says nothing if it was handed out, if it stands in a right answer that the course knows,
or if many of the class have it. What is left is compared through one table of pieces, not pair by
pair.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

Cells = Mapping[str, str]  # the code of one submission by name of the cell

# measured with `make bench-similar`
K = 25  # characters of tokens in a piece, about one line and a half
WINDOW = 4  # of so many pieces in a row at least one is kept
MANY_SHARE, MANY = 0.05, 4  # of the class; what more than so many have is common
LEAST = 12  # pieces that two must share before they are a pair
ALIKE = 0.5  # and which share of what is unusual in the one that has less of it


@dataclass(frozen=True)
class Passage:
    """A cell of one submission, with the lines that the other one has too (from 0)."""

    cell: str
    text: str
    lines: frozenset[int]


@dataclass(frozen=True)
class Pair:
    """Two submissions that resemble each other.

    Attributes
    ----------
    shared
        Unusual pieces that both have.
    share
        The same as a part of the unusual pieces of the one that has fewer, 0 to 1.
    left, right
        What they share, as it stands in the first and in the second.
    """

    first: str
    second: str
    shared: int
    share: float
    left: tuple[Passage, ...]
    right: tuple[Passage, ...]


@dataclass(frozen=True)
class _Prints:
    """Pieces of one cell: their hashes, and where each begins and ends in its text."""

    hashes: np.ndarray  # (P,) int64
    spans: np.ndarray  # (P, 2) characters of the text


def find(
    class_: Mapping[str, Cells], known: Iterable[str], least: int = LEAST, alike: float = ALIKE
) -> tuple[Pair, ...]:
    """Pairs that a person may want to look at, the most striking first.

    Parameters
    ----------
    class_
        The code of each student.
    known
        Code that proves nothing: what was handed out, and right answers of the course.
    least, alike
        How much two must share; see `LEAST` and `ALIKE`.
    """
    students = sorted(class_)
    mine = {s: [_prints(text) for text in class_[s].values()] for s in students}
    given = [_prints(text, every=True).hashes for text in known]
    pairs, unusual = _alike(
        [np.unique(_joined(p.hashes for p in mine[s])) for s in students],
        np.unique(_joined(given)),
        least,
        alike,
    )
    made = []
    for i, j, shared, share in pairs:
        a, b = students[i], students[j]
        both = np.intersect1d(unusual[i], unusual[j], assume_unique=True)
        left, right = (_passages(class_[s], mine[s], both) for s in (a, b))
        made.append(Pair(a, b, shared, share, left, right))
    return tuple(sorted(made, key=lambda p: (-p.shared * p.share, p.first, p.second)))


def _alike(
    sets: list[np.ndarray], known: np.ndarray, least: int, alike: float
) -> tuple[list[tuple[int, int, int, float]], list[np.ndarray]]:
    """Numbers of the students of each pair with what they share, and each one's unusual pieces."""
    from scipy.sparse import csr_array

    if len(sets) < 2:
        return [], sets
    hashes, counts = np.unique(_joined(sets), return_counts=True)
    many = max(MANY, math.ceil(MANY_SHARE * len(sets)))
    kept = hashes[(counts <= many) & ~np.isin(hashes, known, assume_unique=True)]
    unusual = [s[np.isin(s, kept, assume_unique=True)] for s in sets]
    sizes = np.array([len(u) for u in unusual])
    column = np.searchsorted(kept, _joined(unusual))
    ends = np.concatenate([[0], np.cumsum(sizes)])
    table = csr_array((np.ones(len(column), np.int32), column, ends), (len(sets), len(kept)))
    common = (table @ table.T).tocoo()  # (students, students): pieces in both
    found = []
    for i, j, shared in zip(common.row, common.col, common.data, strict=True):
        if i < j and shared >= least and shared >= alike * min(sizes[i], sizes[j]):
            share = float(shared / min(sizes[i], sizes[j]))
            found.append((int(i), int(j), int(shared), share))
    return found, unusual


def _passages(cells: Cells, prints: list[_Prints], both: np.ndarray) -> tuple[Passage, ...]:
    """The cells that hold shared pieces, and the lines they are on."""
    found = []
    for (name, text), p in zip(cells.items(), prints, strict=True):
        spans = p.spans[np.isin(p.hashes, both)]
        if not len(spans):
            continue
        starts = np.cumsum([0, *(len(x) + 1 for x in text.split("\n")[:-1])])
        rows = np.searchsorted(starts, spans, side="right") - 1
        lines = frozenset(n for a, b in rows for n in range(a, b + 1))
        found.append(Passage(name, text, frozenset(int(n) for n in lines)))
    return tuple(found)


@lru_cache(maxsize=5_000)  # what nobody changed is cut up once
def _prints(text: str, every: bool = False) -> _Prints:
    """The pieces of a text; all of them, or those that winnowing keeps."""
    from copydetect.utils import filter_code, winnow

    tokens, removed = filter_code(text, "cell.py", "python")
    hashes = _hashes(tokens)
    if not len(hashes):
        return _Prints(hashes, np.zeros((0, 2), np.int64))
    if every:
        where = np.arange(len(hashes))
    else:
        hashes, where = winnow(hashes, min(WINDOW, len(hashes)), remove_duplicates=False)
    # how many characters were left out before a place in the tokens; it never falls
    before = np.maximum.accumulate(removed[:, 1])
    ends = np.stack([where, where + K - 1], axis=1)
    at = np.clip(np.searchsorted(removed[:, 0], ends), 0, len(before) - 1)
    return _Prints(hashes, np.clip(ends + before[at], 0, max(len(text) - 1, 0)))


_POWERS = np.array([pow(1_000_003, n, 2**64) for n in range(K)], dtype=np.uint64)


def _hashes(tokens: str) -> np.ndarray:
    """A number for each K characters; the same in every process, unlike Python's own `hash`."""
    codes = np.frombuffer(tokens.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < K:
        return np.zeros(0, np.int64)
    rolled = np.lib.stride_tricks.sliding_window_view(codes, K) @ _POWERS  # (P,) modulo 2 ** 64
    rolled ^= rolled >> np.uint64(29)  # the last characters must reach the low bits, too
    return (rolled * np.uint64(0x9E3779B97F4A7C15)).view(np.int64)


def _joined(arrays: Iterable[np.ndarray]) -> np.ndarray:
    found = list(arrays)
    return np.concatenate(found) if found else np.zeros(0, np.int64)
