"""A small course with quizzes, an exercise and sections; built once, for several test modules."""

from __future__ import annotations

import atexit
import functools
import runpy
import shutil
import tempfile
from pathlib import Path

from tests.site.conftest import build_book, write_book

ROOT = Path(__file__).parents[2]
set_address = runpy.run_path(str(ROOT / "tools" / "site_address.py"))["set_address"]

QUIZZES = """# Quizzes

```{quiz}
id: quiz-single
type: single
question: |
  What is $\\sum_i x_i w_i$ for `x = [1, 2]` and *equal* weights of 3?

  Think of

  $$
  y = \\sum_i x_i \\, w_i.
  $$
answers:
  - text: "$9$"
    correct: true
    feedback: It is $3 \\cdot (1 + 2)$.
  - text: "`6`"
    feedback: You added the weights, `sum(w)`.
  - text: "3"
hint: Put the **3** in front.
```

```{quiz}
id: quiz-several
type: several
question: Which of them are even?
answers:
  - text: two
    correct: true
    feedback: It is twice one.
  - text: three
    feedback: One is left over.
  - text: four
    correct: true
hint: Halve them.
```

```{quiz}
id: quiz-number
type: number
question: How many places has a window of 3 in a row of 7 000?
value: 6998
tolerance: 0.5
mistakes:
  - value: 6997
    feedback: Do not forget the *last* place.
feedback: $7000 - 3 + 1 = 6998$.
hint: Count them for a row of 4.
```

```{quiz}
id: quiz-order
type: order
question: The smallest first.
items:
  - one
  - two, or $1 + 1$
  - three
  - four
feedback: As in counting.
```

```{quiz}
id: quiz-predict
type: predict
question: What comes next?
reveal: A **surprise**.
```
"""

TURN = """# Turn

```{your-turn} 02-convolution
Slide it yourself.
```

```{your-turn} 04-pooling
```

$$
a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v + w + x
+ a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + r + s + t + u + v + w + x
$$
"""

WORDS = "Words of a sentence that somebody reads until its very end. " * 60
LONG = f"# Long\n\nIntro.\n\n## One\n\n{WORDS}\n\n### Inside\n\n{WORDS}\n\n## Two\n\n{WORDS}\n"

PAGES = {
    "index": "# Course\n\nThe start & its *words*.\n\n```{anywidget} convolution_explorer\n```\n",
    "quizzes": QUIZZES,
    "turn": TURN,
    "long": LONG,
}
DEEP = "# Deep\n\n```{your-turn} 02-convolution\n```\n\n[Back](../quizzes.md)\n"


@functools.cache
def built(repository: str = "", baseurl: str = "") -> Path:
    """Build the course with these settings once; give the folder of its pages."""
    folder = Path(tempfile.mkdtemp(prefix="pixelup-course-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_book(folder, PAGES)
    (folder / "book" / "guide").mkdir()
    (folder / "book" / "guide" / "deep.md").write_text(DEEP)
    with (folder / "book" / "_toc.yml").open("a") as toc:
        toc.write("  - file: guide/deep\n")
    config = folder / "_config.yml"
    config.write_text(set_address(config.read_text(), repository, baseurl))
    done = build_book(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"
