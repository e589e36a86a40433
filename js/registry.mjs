/** Every figure: the module's name in js/widgets/, the same as in pixelup.widgets.FIGURES. */
export const FIGURES = ["augmentation_explorer", "backprop_explorer", "convolution_explorer", "layer_counter", "lenet_explorer", "padding_stride_explorer", "pixel_inspector", "pooling_explorer", "receptive_field_explorer", "signal_explorer"];
