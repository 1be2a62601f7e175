extension ConvolutionProblem: AlgorithmProblem {
  /// By kernel family and direction. Only the last one of each list computes in groups.
  var algorithms: [any Algorithm<ConvolutionProblem>.Type] {
    switch (device.family, direction) {
    case (.cpu, .forward), (.cpu, .inputGradient):
      [WinogradConvolution.self, ConvolutionRegisterTiled.self, ConvolutionGrouped.self]
    case (.cpu, .filterGradient):
      [
        WinogradFilterGradient.self, ConvolutionFilterRegisterTiled.self,
        ConvolutionGroupedFilter.self,
      ]
    case (.gpu, .forward), (.gpu, .inputGradient):
      [
        ConvolutionMMA.self, WinogradGPU.self, ConvolutionDirect.self, ConvolutionTiled.self,
        ConvolutionGroupedGPU.self,
      ]
    case (.gpu, .filterGradient):
      [ConvolutionFilterMMA.self, ConvolutionFilterTiled.self, ConvolutionGroupedFilterGPU.self]
    }
  }

  /// Whether kernels normalise an operand as they load it, with the algorithm that applies without
  /// one. No other algorithm is chosen for the sake of the normalisation.
  var canNormalize: Bool { supports(.prologue) }

  /// Where a tuning record keeps the choices of the algorithms in groups, which share none with the others.
  var groupedKey: String { "\(key) grouped" }
}
