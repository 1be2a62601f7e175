import Graphs
import Operations
import TestScheduling
import Testing

@Suite("ConvolutionInputGradient", .ownProcess)
struct ConvolutionInputGradientTests {
  private func operation(
    _ convolution: ConvolutionCase, hasBias: Bool = false, activation: Activation = .identity
  ) -> ConvolutionInputGradient {
    ConvolutionInputGradient(
      stride: convolution.stride, padding: convolution.padding,
      imageHeight: convolution.image[1], imageWidth: convolution.image[2], hasBias: hasBias,
      activation: activation)
  }

  @Test(arguments: ConvolutionCase.odd)
  func kernelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.inputGradient)
  }

  @Test(arguments: ConvolutionCase.transforms)
  func winogradMatchesOracle(_ convolution: ConvolutionCase, _ points: Int) throws {
    try convolution.expectKernelsMatch(
      .inputGradient, choices: ["winograd": points], targets: TestTarget.cpu)
  }

  @Test(arguments: ConvolutionCase.tiled)
  func gpuTilesMatchOracle(_ convolution: ConvolutionCase, _ tile: (Int, Int, Int)) throws {
    try convolution.expectKernelsMatch(
      .inputGradient, seed: 9,
      choices: ["tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2],
      targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.few)
  func fewChannelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.inputGradient, seed: 10, targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.winogradGPU)
  func winogradGPUMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(
      .inputGradient, seed: 11, choices: ["winograd": 4], targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.models)
  func kernelsOfModelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.inputGradient, targets: TestTarget.full)
  }

  @Test(arguments: EpilogueCase.withChannels)
  func epiloguesMatchOracle(_ epilogue: EpilogueCase, _ channels: Int) throws {
    var random = TestRandom(seed: 2)
    let features = random.tensor([1, 3, 4, 5])
    let kernel = random.tensor([3, 3, channels, 5], in: -0.2...0.2)
    try expectKernelsMatchOracle(
      epilogue.inputGradient(stride: 2, imageHeight: 6, imageWidth: 7),
      inputs: [features, kernel] + epilogue.inputs([1, 6, 7, channels], &random))
  }

  /// ⟨conv(x), f⟩ = ⟨x, conv's gradient(f)⟩ for all x and f.
  @Test(arguments: ConvolutionCase.odd + ConvolutionCase.winograd)
  func evaluationIsAdjointToConvolution(_ convolution: ConvolutionCase) throws {
    var random = TestRandom(seed: 3)
    let x = random.tensor(convolution.image)
    let kernel = random.tensor(convolution.kernel)
    let features = try random.tensor(convolution.features())
    let forward = Convolution(stride: convolution.stride, padding: convolution.padding)
    let first = zip(forward.evaluate([x, kernel])[0].values, features.values)
      .reduce(0) { $0 + $1.0 * $1.1 }
    let second = zip(x.values, operation(convolution).evaluate([features, kernel])[0].values)
      .reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(first - second) <= 1e-10 * (1 + abs(first)))
  }

  /// By hand: stride 2, window 3, 1 → 2 pixels; `same` crops the last of three columns.
  @Test func evaluationCropsTheEnd() {
    let features = HostTensor<Double>([1], shape: [1, 1, 1, 1])
    let kernel = HostTensor<Double>([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [3, 3, 1, 1])
    let image = ConvolutionInputGradient(stride: 2, imageHeight: 2, imageWidth: 2)
      .evaluate([features, kernel])[0]
    #expect(image.values == [1, 2, 4, 5])
  }

  @Test(arguments: ConvolutionCase.small)
  func gradientsMatchCentralDifferences(_ convolution: ConvolutionCase) throws {
    var random = TestRandom(seed: 4)
    try expectGradientsMatch(
      operation(convolution, hasBias: true, activation: .sigmoid),
      inputs: [
        random.tensor(convolution.features()), random.tensor(convolution.kernel),
        random.tensor([convolution.kernel[2]]),
      ])
  }

  @Test func activationGradientBecomesTheGate() throws {
    let upstream = Tensor.input("upstream", TensorSpec([2, 5, 5, 20]))
    let weights = Tensor.input("weights", TensorSpec([3, 3, 6, 20]))
    let output = Tensor.input("output", TensorSpec([2, 9, 9, 6]))
    let gradient = ConvolutionInputGradient(stride: 2, imageHeight: 9, imageWidth: 9)(
      upstream, weights)
    let gated = ActivationGradient(.tanh)(gradient, output)
    let fused = Graph(outputs: [Graph.Output("gradient", gated)]).fused()
    #expect(fused.operationNames == ["convolutionInputGradient"])
    var random = TestRandom(seed: 5)
    let inputs = [
      "upstream": random.tensor([2, 5, 5, 20]), "weights": random.tensor([3, 3, 6, 20]),
      "output": random.tensor([2, 9, 9, 6]),
    ]
    let fusedResult = evaluate(fused.outputs.map(\.tensor), inputs: inputs)[0]
    let unfusedResult = evaluate([gated], inputs: inputs)[0]
    #expect(relativeDistance(fusedResult.converted(to: Float.self), unfusedResult) < 1e-6)
  }

  @Test(arguments: [
    [TensorSpec([1, 5, 5, 8])],
    [TensorSpec([1, 5, 5, 8]), TensorSpec([3, 3, 3, 7])],
    [TensorSpec([1, 4, 5, 8]), TensorSpec([3, 3, 3, 8])],
    [TensorSpec([1, 5, 5, 8]), TensorSpec([3, 3, 3, 8], .int32)],
  ])
  func shapesMustFit(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) {
      try ConvolutionInputGradient(stride: 2, imageHeight: 9, imageWidth: 9).outputs(inputs)
    }
  }
}
