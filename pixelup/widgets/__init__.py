"""The figures of the course: alive in notebooks and on static pages.

A figure is one Python class here (traits and their validation) and one JavaScript module in
``js/widgets/`` (drawing and arithmetic), bundled into ``static/``.
"""

from pixelup.widgets.augmentation_explorer import AugmentationExplorer
from pixelup.widgets.backprop_explorer import BackpropExplorer
from pixelup.widgets.base import Figure
from pixelup.widgets.convolution_explorer import ConvolutionExplorer
from pixelup.widgets.detection_explorer import DetectionExplorer
from pixelup.widgets.inside_explorer import InsideExplorer
from pixelup.widgets.layer_counter import LayerCounter
from pixelup.widgets.lenet_explorer import LeNetExplorer
from pixelup.widgets.padding_stride_explorer import PaddingStrideExplorer
from pixelup.widgets.pixel_inspector import PixelInspector
from pixelup.widgets.pooling_explorer import PoolingExplorer
from pixelup.widgets.receptive_field_explorer import ReceptiveFieldExplorer
from pixelup.widgets.segmentation_explorer import SegmentationExplorer
from pixelup.widgets.signal_explorer import SignalExplorer
from pixelup.widgets.transfer_explorer import TransferExplorer

#: Name of the JavaScript module, and of the ``{anywidget}`` directive's argument, to class.
FIGURES: dict[str, type[Figure]] = {
    "augmentation_explorer": AugmentationExplorer,
    "backprop_explorer": BackpropExplorer,
    "convolution_explorer": ConvolutionExplorer,
    "detection_explorer": DetectionExplorer,
    "inside_explorer": InsideExplorer,
    "layer_counter": LayerCounter,
    "lenet_explorer": LeNetExplorer,
    "padding_stride_explorer": PaddingStrideExplorer,
    "pixel_inspector": PixelInspector,
    "pooling_explorer": PoolingExplorer,
    "receptive_field_explorer": ReceptiveFieldExplorer,
    "segmentation_explorer": SegmentationExplorer,
    "signal_explorer": SignalExplorer,
    "transfer_explorer": TransferExplorer,
}

__all__ = [
    "FIGURES",
    "AugmentationExplorer",
    "BackpropExplorer",
    "ConvolutionExplorer",
    "DetectionExplorer",
    "Figure",
    "InsideExplorer",
    "LayerCounter",
    "LeNetExplorer",
    "PaddingStrideExplorer",
    "PixelInspector",
    "PoolingExplorer",
    "ReceptiveFieldExplorer",
    "SegmentationExplorer",
    "SignalExplorer",
    "TransferExplorer",
]
