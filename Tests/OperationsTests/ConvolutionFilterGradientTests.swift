import Graphs
import Operations
import Testing

@Suite("ConvolutionFilterGradient")
struct ConvolutionFilterGradientTests {
  private func operation(_ convolution: ConvolutionCase) -> ConvolutionFilterGradient {
    ConvolutionFilterGradient(
      stride: convolution.stride, padding: convolution.padding,
      kernelHeight: convolution.kernel[0], kernelWidth: convolution.kernel[1])
  }

  @Test(arguments: ConvolutionCase.odd)
  func kernelsMatchOracle(_ convolution: ConvolutionCase) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      operation(convolution),
      inputs: [random.tensor(convolution.image), random.tensor(convolution.features())])
  }

  @Test(arguments: ConvolutionCase.models)
  func kernelsOfModelsMatchOracle(_ convolution: ConvolutionCase) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      operation(convolution),
      inputs: [random.tensor(convolution.image), random.tensor(convolution.features())],
      targets: TestTarget.full)
  }

  @Test(arguments: ConvolutionCase.transforms)
  func winogradMatchesOracle(_ convolution: ConvolutionCase, _ points: Int) throws {
    var random = TestRandom(seed: 6)
    try expectKernelsMatchOracle(
      operation(convolution),
      inputs: [random.tensor(convolution.image), random.tensor(convolution.features())],
      tuning: convolution.winograd("convolutionFilterGradient", points: points),
      targets: TestTarget.cpu)
  }

  /// More slices than images, and chunks that do not divide the rows.
  @Test(arguments: [(1, 1), (2, 3), (9, 4)])
  func tunedSplitsMatchOracle(_ slices: Int, _ chunkRows: Int) throws {
    var random = TestRandom(seed: 2)
    let key = "convolutionFilterGradient 5x9x10x3 9x10x20 k3x3 s1"
    try expectKernelsMatchOracle(
      ConvolutionFilterGradient(kernelHeight: 3, kernelWidth: 3),
      inputs: [random.tensor([5, 9, 10, 3]), random.tensor([5, 9, 10, 20])],
      tuning: TuningRecord(entries: [key: ["slices": slices, "chunkRows": chunkRows]]))
  }

  @Test(arguments: ConvolutionCase.small)
  func gradientsMatchCentralDifferences(_ convolution: ConvolutionCase) throws {
    var random = TestRandom(seed: 3)
    try expectGradientsMatch(
      operation(convolution),
      inputs: [random.tensor(convolution.image), random.tensor(convolution.features())])
  }

  @Test(arguments: [
    [TensorSpec([1, 9, 9, 3])],
    [TensorSpec([1, 9, 9, 3]), TensorSpec([2, 5, 5, 8])],
    [TensorSpec([1, 9, 9, 3]), TensorSpec([1, 4, 5, 8])],
    [TensorSpec([1, 9, 9, 3]), TensorSpec([1, 5, 5, 8], .int32)],
  ])
  func shapesMustFit(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) {
      try ConvolutionFilterGradient(stride: 2, kernelHeight: 3, kernelWidth: 3).outputs(inputs)
    }
  }
}
