"""The figures of the course: alive in notebooks and on static pages.

A figure is one Python class here (traits and their validation) and one JavaScript module in
``js/widgets/`` (drawing and arithmetic), bundled into ``static/``.
"""

from pixelup.widgets.base import Figure
from pixelup.widgets.convolution_explorer import ConvolutionExplorer
from pixelup.widgets.layer_counter import LayerCounter
from pixelup.widgets.padding_stride_explorer import PaddingStrideExplorer
from pixelup.widgets.pixel_inspector import PixelInspector
from pixelup.widgets.pooling_explorer import PoolingExplorer
from pixelup.widgets.receptive_field_explorer import ReceptiveFieldExplorer

#: Name of the JavaScript module, and of the ``{anywidget}`` directive's argument, to class.
FIGURES: dict[str, type[Figure]] = {
    "convolution_explorer": ConvolutionExplorer,
    "layer_counter": LayerCounter,
    "padding_stride_explorer": PaddingStrideExplorer,
    "pixel_inspector": PixelInspector,
    "pooling_explorer": PoolingExplorer,
    "receptive_field_explorer": ReceptiveFieldExplorer,
}

__all__ = [
    "FIGURES",
    "ConvolutionExplorer",
    "Figure",
    "LayerCounter",
    "PaddingStrideExplorer",
    "PixelInspector",
    "PoolingExplorer",
    "ReceptiveFieldExplorer",
]
