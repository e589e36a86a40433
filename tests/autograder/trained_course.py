"""A course with one small trained network, solved in closed form: it trains in a moment."""

from __future__ import annotations

from pathlib import Path

from .conftest import make_course

NAME = "06-mini"
FILE = "linear.safetensors"

SOURCE = '''\
---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {name: python3, display_name: Python 3}
unit: {title: Mini, chapter: 06-mini}
---

(mini)=
# Mini

```{code-cell}
:role: given
import numpy as np
import torch
from pixelup import checker
from pixelup.datasets import GlyphDigits
from pixelup.training import train_or_load
check = checker("06-mini")


def fit_linear(layer, x, y):
    """Fit a linear layer (784 -> 10) in closed form."""
    x = torch.cat([x.reshape(len(x), -1), torch.ones(len(x), 1)], dim=1)
    scale = float(x.abs().max())
    target = 2 * torch.nn.functional.one_hot(y, 10).float() - 1
    gram = x.T @ x + 100 * scale**2 * torch.eye(785)
    solved = torch.linalg.solve(gram, x.T @ target)
    with torch.no_grad():
        layer.weight.copy_(solved[:784].T)
        layer.bias.copy_(solved[784])
```

```{code-cell}
---
role: solution
task: classify
points: 4
score: accuracy
data: GlyphDigits(split="test")
images: 600
threshold: 0.3, 0.55
weights: linear.safetensors
tensors: {weight: [10, 784], bias: [10]}
budget: 90
---
def train(layer):
    """Train in place."""
    ### BEGIN SOLUTION
    images = GlyphDigits().draw(1500, seed=int(torch.randint(2**31, ())))
    fit_linear(layer, images.x, images.y)
    ### END SOLUTION


def classify(images):
    """Logits (n, 10) of images (n, 1, 28, 28)."""
    ### BEGIN SOLUTION
    with torch.no_grad():
        return network(torch.from_numpy(images).reshape(-1, 784)).numpy()
    ### END SOLUTION


network = train_or_load("linear.safetensors", lambda: torch.nn.Linear(784, 10), train)
```
'''

MISTAKE = """
```{{code-cell}}
---
role: mistake
task: classify
name: {name}
{more}
---
def train(layer):
    images = GlyphDigits().draw({count}, seed=int(torch.randint(2**31, ())))
    {fit}


def classify(images):
    with torch.no_grad():
        return network(torch.from_numpy(images).reshape(-1, 784)).numpy()


network = train_or_load("linear.safetensors", lambda: torch.nn.Linear(784, 10), train)
```
"""


def _signed(name: str, sign: str, fit: str, count: int = 1500) -> str:
    more = f"sign: {sign}\nhint: What fits this is {name}. Look there first.\nsee: mini"
    return MISTAKE.format(name=name, more=more, fit=fit, count=count)


MISTAKES = (
    _signed("never-trained", "guessing", "pass", 10)
    + _signed(
        "bytes",
        "wrong-scale",
        "fit_linear(layer, 255 * images.x, images.y)\n"
        "    layer.bias.data += 0.01 * torch.arange(10)",
    )
    + _signed("off-by-one", "renamed-classes", "fit_linear(layer, images.x, (images.y + 1) % 10)")
    + MISTAKE.format(
        name="one-class-only",
        more="like: never-trained",
        fit="fit_linear(layer, images.x, 0 * images.y)",
        count=100,
    )
    + MISTAKE.format(name="too-few", more="", fit="fit_linear(layer, images.x, images.y)", count=40)
)


def make_trained_course(folder: Path, source: str = SOURCE + MISTAKES) -> Path:
    """A course with one unit, in a folder; path of the source."""
    return make_course(folder, source, NAME)
