import Graphs
import Operations
import TestScheduling
import Testing

@Suite("ConvolutionFilterGradient", .ownProcess)
struct ConvolutionFilterGradientTests {
  private func operation(_ convolution: ConvolutionCase) -> ConvolutionFilterGradient {
    ConvolutionFilterGradient(
      stride: convolution.stride, padding: convolution.padding,
      kernelHeight: convolution.kernel[0], kernelWidth: convolution.kernel[1])
  }

  @Test(arguments: ConvolutionCase.odd)
  func kernelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.filterGradient)
  }

  @Test(arguments: ConvolutionCase.tiled)
  func gpuTilesMatchOracle(_ convolution: ConvolutionCase, _ tile: (Int, Int, Int)) throws {
    try convolution.expectKernelsMatch(
      .filterGradient, seed: 9,
      choices: ["tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2, "slices": 2],
      targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.models)
  func kernelsOfModelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.filterGradient, targets: TestTarget.full)
  }

  @Test(arguments: ConvolutionCase.transforms)
  func winogradMatchesOracle(_ convolution: ConvolutionCase, _ points: Int) throws {
    try convolution.expectKernelsMatch(
      .filterGradient, seed: 6, choices: ["winograd": points], targets: TestTarget.cpu)
  }

  /// A gradient that is exactly zero stays zero: no rounding errors that an optimiser could amplify.
  @Test(arguments: ConvolutionCase.winograd, [0.002, 0.05])
  func zerosStayZero(_ convolution: ConvolutionCase, _ density: Double) throws {
    var random = TestRandom(seed: 8)
    let operation = operation(convolution)
    let inputs = try [convolution.image, convolution.features()].map { shape in
      let values = random.tensor(shape).values
      let isActive = random.tensor(shape, in: 0...1).values.map { $0 < density }
      return HostTensor(
        zip(values, isActive).map { $1 ? Float($0) : 0 }, shape: shape)
    }
    let expected = operation.evaluate(inputs.map { $0.converted(to: Double.self) })[0]
    let leaves = inputs.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let feed = ["input0": inputs[0], "input1": inputs[1]]
    for target in TestTarget.cpu {
      let actual = try run(operation.applied(to: leaves), inputs: feed, on: target)[0]
      let wrong = zip(actual.values, expected.values).count { ($0 == 0) != ($1 == 0) }
      #expect(wrong == 0, "\(wrong) of \(expected.values.count) on \(target.testDescription)")
      #expect(relativeDistance(actual, expected) < 1e-5)
    }
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
