"""A small course of its own, so that these tests do not hang on the real chapters."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

HEAD = """\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
unit: {title: Mini, chapter: 02-mini}
---

(mini)=
# Mini

Two small tasks.

```{code-cell}
:role: given
import numpy as np
from pixelup import checker
check = checker("02-mini")
```
"""

DOUBLE = '''
## Double

```{code-cell}
:role: solution
:task: double
:points: 4
def double(x):
    """Twice a picture of shape (H, W)."""
    ### BEGIN SOLUTION
    return np.add(x, x, dtype=float)
    ### END SOLUTION
```

```{code-cell}
:role: cases
:task: double
def cases(rng):
    yield "a small picture", np.array([[1.0, -2.0]])
    yield "any picture", rng.integers(-9, 9, size=(3, 4)) / 4
```

```{code-cell}
:role: accepted
:task: double
:name: times-two
def double(x):
    return 2.0 * np.asarray(x)
```

```{code-cell}
:role: mistake
:task: double
:name: squared
:hint: Which operation makes 4 of 2, but 9 of 3?
:see: mini
def double(x):
    return np.square(x)
```

```{code-cell}
:role: mistake
:task: double
:name: in-place
:hint: Whose array is it that you write into?
def double(x):
    x *= 2
    return x
```
'''

COUNT = '''
```{code-cell}
:role: solution
:task: count
:points: 2
:forbid: numpy.size
def count(x):
    """How many pixels a picture of shape (H, W) has."""
    ### BEGIN SOLUTION
    return x.shape[0] * x.shape[1]
    ### END SOLUTION
```

```{code-cell}
:role: cases
:task: count
def cases(rng):
    yield "a picture", -np.zeros((2, 3)) - 1
    yield "a row", rng.normal(size=(1, 5))
```

```{code-cell}
:role: mistake
:task: count
:name: rows-only
:hint: What is the length of an array that has two axes?
def count(x):
    return len(x)
```

+++ {"role": "manual", "name": "why-count", "points": 1}

Why does counting pixels matter?

### BEGIN SOLUTION
Every pixel of the input costs a weight a neuron in a dense layer.
### END SOLUTION
'''


def make_course(folder: Path, source: str = HEAD + DOUBLE + COUNT, name: str = "02-mini") -> Path:
    """A course with one unit, in a folder."""
    (folder / "solutions").mkdir(parents=True, exist_ok=True)
    (folder / "_config.yml").touch()
    path = folder / "solutions" / f"{name}.md"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    return path


@pytest.fixture
def course(tmp_path):
    """Folder of a small course."""
    make_course(tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def unit(course):
    """The unit of the small course, read."""
    from autograder.source import read

    return read(course / "solutions" / "02-mini.md")
