"""What every figure of the course has in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets

from pixelup.widgets.matrix import to_json

STATIC = Path(__file__).parent / "static"


class Figure(anywidget.AnyWidget):
    """A figure that is alive in a notebook and on a static page.

    Python holds the traits and checks them; JavaScript draws and computes.
    A subclass says its `_esm` bundle, its traits, and how it looks on paper (`still`).

    Attributes
    ----------
    label : str
        The figure's name, read first by a screen reader.
    """

    #: The key of the state in a page's address, as in ``#explorer=...``.
    fragment_key: ClassVar[str] = ""
    #: The traits that travel in the address.
    shared: ClassVar[tuple[str, ...]] = ()

    label = traitlets.Unicode("").tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        unknown = [name for name in traits if not self.has_trait(name)]
        if unknown:
            raise traitlets.TraitError(
                f"{type(self).__name__} has no {unknown[0]!r}: it knows {', '.join(self.names())}."
            )
        super().__init__(**traits)

    @classmethod
    def names(cls) -> list[str]:
        """Name the traits that this figure adds to an ipywidgets widget.

        Returns
        -------
        list of str
        """
        own = set(cls.class_trait_names(sync=True)) - set(
            anywidget.AnyWidget.class_trait_names(sync=True)
        )
        return sorted(name for name in own if not name.startswith("_"))

    def state(self) -> dict[str, Any]:
        """Give the state that the browser needs, without a kernel.

        Returns
        -------
        dict
            Trait name to JSON value.
        """
        whole = self.get_state()
        return {name: whole[name] for name in self.names()}

    def still(self) -> str:
        """Draw the figure as it stands, for paper and for browsers without JavaScript.

        Returns
        -------
        str
            One ``<svg>`` element.
        """
        raise NotImplementedError

    def height(self) -> tuple[float, float]:
        """Estimate the height of the live figure, so that a page can keep the place free.

        Returns
        -------
        wide, narrow : float
            In rem, on a desk and on a phone.
        """
        return 30.0, 45.0

    def describe(self) -> str:
        """Say the figure in one or two sentences, for text front ends.

        Returns
        -------
        str
        """
        raise NotImplementedError

    def fragment(self) -> str:
        """Write the state as the last part of a page's address; empty matrices are left out.

        Returns
        -------
        str
            As in ``explorer=image:1,2;3,4/kernel:1/operation:convolution/position:3``, to put
            behind ``chapter.html#``.
        """
        parts = []
        for name in self.shared:
            value = getattr(self, name)
            if value != []:
                parts.append(f"{name}:{_fragment_value(value)}")
        return f"{self.fragment_key}={'/'.join(parts)}"

    def __repr__(self) -> str:
        return self.describe()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "image/svg+xml": self.still()}, metadata


def _fragment_value(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(",".join(str(v) for v in row) for row in to_json(value))
    return str(value)
