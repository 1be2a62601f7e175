import Continuum

/// The three directions at the layers of the convolutional model (Table 14), batch 64.
///
/// A transposed convolution's forward pass is the input gradient of the same shape, and the other
/// way round.
func convolutionBenchmarks() {
  let batch = 64
  for (extent, inChannels, channels, size, stride) in [
    (28, 1, 64, 3, 1), (28, 64, 64, 3, 1), (28, 64, 64, 3, 2), (14, 64, 64, 3, 1),
    (28, 1, 64, 1, 1),
  ] {
    let image: Shape = [batch, extent, extent, inChannels]
    let features: Shape = [batch, extent / stride, extent / stride, channels]
    let kernel: Shape = [size, size, inChannels, channels]
    let name =
      "\(extent)x\(extent)x\(inChannels) to \(channels) channels, \(size)x\(size), stride \(stride)"
    measure("Convolution forward, \(name)") {
      try OperationRun(
        Convolution(stride: stride, hasBias: true),
        [.uniform(image), .uniform(kernel), .uniform([channels])])
    }
    measure("Convolution input gradient, \(name)") {
      try OperationRun(
        ConvolutionInputGradient(stride: stride, imageHeight: extent, imageWidth: extent),
        [.uniform(features), .uniform(kernel)])
    }
    measure("Convolution filter gradient, \(name)") {
      try OperationRun(
        ConvolutionFilterGradient(stride: stride, kernelHeight: size, kernelWidth: size),
        [.uniform(image), .uniform(features)])
    }
  }
}
