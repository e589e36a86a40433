/** Every figure: the module's name in js/widgets/, the same as in pixelup.widgets.FIGURES. */
export const FIGURES = ["convolution_explorer", "layer_counter", "padding_stride_explorer", "pixel_inspector", "pooling_explorer", "receptive_field_explorer"];
