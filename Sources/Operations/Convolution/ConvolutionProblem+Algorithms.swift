extension ConvolutionProblem: AlgorithmProblem {
  /// By kernel family and direction.
  var algorithms: [any Algorithm<ConvolutionProblem>.Type] {
    switch (device.family, direction) {
    case (.cpu, .forward), (.cpu, .inputGradient):
      [WinogradConvolution.self, ConvolutionRegisterTiled.self]
    case (.cpu, .filterGradient):
      [WinogradFilterGradient.self, ConvolutionFilterRegisterTiled.self]
    case (.gpu, .forward), (.gpu, .inputGradient):
      [ConvolutionMMA.self, WinogradGPU.self, ConvolutionDirect.self, ConvolutionTiled.self]
    case (.gpu, .filterGradient):
      [ConvolutionFilterMMA.self, ConvolutionFilterTiled.self]
    }
  }

  /// Whether kernels normalise an operand as they load it, with the algorithm that applies without
  /// one. No other algorithm is chosen for the sake of the normalisation.
  var canNormalize: Bool { supports(.prologue) }
}
