import Graphs
import Operations
import TestScheduling
import Testing

@Suite("Convolution", .ownProcess)
struct ConvolutionTests {
  @Test(arguments: ConvolutionCase.odd)
  func kernelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.forward)
  }

  @Test(arguments: ConvolutionCase.transforms + ConvolutionCase.runTransforms)
  func winogradMatchesOracle(_ convolution: ConvolutionCase, _ points: Int) throws {
    try convolution.expectKernelsMatch(
      .forward, choices: ["winograd": points], targets: TestTarget.cpu)
  }

  @Test(arguments: ConvolutionCase.tiled)
  func gpuTilesMatchOracle(_ convolution: ConvolutionCase, _ tile: (Int, Int, Int)) throws {
    try convolution.expectKernelsMatch(
      .forward, seed: 9, choices: ["tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2],
      targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.few)
  func fewChannelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.forward, seed: 10, targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.winogradGPU)
  func winogradGPUMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(
      .forward, seed: 11, choices: ["winograd": 4], targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.models)
  func kernelsOfModelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.forward, targets: TestTarget.full)
  }

  @Test(arguments: EpilogueCase.withChannels)
  func epiloguesMatchOracle(_ epilogue: EpilogueCase, _ channels: Int) throws {
    var random = TestRandom(seed: 2)
    let image = random.tensor([1, 6, 7, 3])
    let kernel = random.tensor([3, 3, 3, channels], in: -0.2...0.2)
    try expectKernelsMatchOracle(
      epilogue.convolution,
      inputs: [image, kernel] + epilogue.inputs([1, 6, 7, channels], &random))
  }

  @Test(arguments: EpilogueCase.all)
  func winogradEpiloguesMatchOracle(_ epilogue: EpilogueCase) throws {
    var random = TestRandom(seed: 7)
    let image = random.tensor([4, 17, 16, 16])
    let kernel = random.tensor([3, 3, 16, 32], in: -0.2...0.2)
    try expectKernelsMatchOracle(
      epilogue.convolution, inputs: [image, kernel] + epilogue.inputs([4, 17, 16, 32], &random),
      tuning: TuningRecord(
        entries: ["convolution 4x17x16x16 17x16x32 k3x3 s1": ["winograd": 6]]),
      targets: TestTarget.cpu)
  }

  @Test(arguments: EpilogueCase.two)
  func winogradGPUEpiloguesMatchOracle(_ epilogue: EpilogueCase) throws {
    var random = TestRandom(seed: 12)
    try expectKernelsMatchOracle(
      epilogue.convolution,
      inputs: [random.tensor([1, 5, 6, 8]), random.tensor([3, 3, 8, 12], in: -0.2...0.2)]
        + epilogue.inputs([1, 5, 6, 12], &random),
      tuning: TuningRecord(entries: ["convolution 1x5x6x8 5x6x12 k3x3 s1": ["winograd": 4]]),
      targets: TestTarget.gpu)
  }

  /// Tile choices are searched only for the algorithm that has them.
  @Test func gpuChoicesFollowTheAlgorithm() throws {
    let device = DeviceTraits(family: .gpu)
    func values(
      _ choice: String, of inputs: [TensorSpec], after chosen: [String: Int]
    ) throws -> [Int] {
      let space = try #require(Convolution().tuningSpace(inputs, for: device))
      return space.axes.filter { $0.choice == choice }.flatMap { $0.values(chosen) }
    }
    let many = [TensorSpec([64, 28, 28, 64]), TensorSpec([3, 3, 64, 64])]
    #expect(try values("winograd", of: many, after: [:]) == [0])
    #expect(try values("direct", of: many, after: ["winograd": 0]) == [])
    #expect(try values("tileRows", of: many, after: [:]) == [])
    #expect(try values("tileRows", of: many, after: ["winograd": 0]) == [128, 64, 32, 16])
    let few = [TensorSpec([64, 28, 28, 1]), TensorSpec([3, 3, 1, 64])]
    #expect(try values("winograd", of: few, after: [:]) == [])
    #expect(try values("direct", of: few, after: [:]) == [0])
    #expect(try values("tileDepth", of: few, after: [:]) == [])
    #expect(try values("tileColumns", of: few, after: ["direct": 0]) == [64, 32, 16])
  }

  /// A tuning record chooses the direct kernel instead of the default, Winograd's algorithm.
  @Test func tuningChoosesTheAlgorithm() throws {
    let inputs = [TensorSpec([4, 16, 16, 16]), TensorSpec([3, 3, 16, 16])]
    let device = DeviceTraits(family: .cpu)
    let key = "convolution 4x16x16x16 16x16x16 k3x3 s1"
    let tuning = TuningRecord(entries: [key: ["winograd": 0]])
    let chosen = Convolution().lower(inputs, for: device, tuning: tuning)
    #expect(chosen.functions == ["convolutionWeightPacking", "convolutionForward"])
    let byDefault = Convolution().lower(inputs, for: device, tuning: TuningRecord())
    #expect(byDefault.functions == ["winogradWeights", "winogradConvolution"])
  }

  @Test(arguments: [(1, 1), (5, 2), (3, 3)])
  func tunedTilesMatchOracle(_ pixels: Int, _ vectors: Int) throws {
    var random = TestRandom(seed: 3)
    let key = "convolution 2x8x13x17 4x7x33 k3x5 s2"
    try expectKernelsMatchOracle(
      Convolution(stride: 2),
      inputs: [random.tensor([2, 8, 13, 17]), random.tensor([3, 5, 17, 33])],
      tuning: TuningRecord(entries: [key: ["pixels": pixels, "vectors": vectors]]))
  }

  /// By hand: a 2 x 2 window of ones at stride 2 over 3 x 3; `same` pads at the end only.
  @Test func evaluationSumsWindows() {
    let x = HostTensor<Double>([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 3, 3, 1])
    let ones = HostTensor<Double>([1, 1, 1, 1], shape: [2, 2, 1, 1])
    #expect(Convolution(stride: 2).evaluate([x, ones])[0].values == [12, 9, 15, 9])
    #expect(Convolution(stride: 2, padding: .valid).evaluate([x, ones])[0].values == [12])
  }

  @Test(arguments: ConvolutionCase.small)
  func gradientsMatchCentralDifferences(_ convolution: ConvolutionCase) throws {
    var random = TestRandom(seed: 4)
    try expectGradientsMatch(
      Convolution(
        stride: convolution.stride, padding: convolution.padding, hasBias: true,
        activation: .tanh),
      inputs: [
        random.tensor(convolution.image), random.tensor(convolution.kernel),
        random.tensor([convolution.kernel.last]),
      ])
  }

  @Test func gatedGradientsMatchCentralDifferences() throws {
    var random = TestRandom(seed: 5)
    try expectGradientsMatch(
      Convolution(gate: .sigmoid),
      inputs: [
        random.tensor([1, 3, 4, 2]), random.tensor([3, 3, 2, 3]),
        random.tensor([1, 3, 4, 3], in: 0.1...0.9),
      ], skipping: [2])
  }

  @Test func biasAndActivationAreAbsorbed() throws {
    let x = Tensor.input("x", TensorSpec([2, 9, 9, 3]))
    let weights = Tensor.input("weights", TensorSpec([3, 3, 3, 20]))
    let bias = Tensor.input("bias", TensorSpec([20]))
    let y = Activate(.relu)(ElementwiseBinary(.add)(Convolution(stride: 2)(x, weights), bias))
    let fused = Graph(outputs: [Graph.Output("y", y)]).fused()
    #expect(fused.operationNames == ["convolution"])
    var random = TestRandom(seed: 6)
    let inputs = [
      "x": random.tensor([2, 9, 9, 3]), "weights": random.tensor([3, 3, 3, 20]),
      "bias": random.tensor([20]),
    ]
    let fusedResult = evaluate(fused.outputs.map(\.tensor), inputs: inputs)[0]
    let unfusedResult = evaluate([y], inputs: inputs)[0]
    #expect(relativeDistance(fusedResult.converted(to: Float.self), unfusedResult) < 1e-6)
  }

  @Test(arguments: [
    [TensorSpec([1, 4, 4, 3])],
    [TensorSpec([4, 4, 3]), TensorSpec([3, 3, 3, 8])],
    [TensorSpec([1, 4, 4, 3]), TensorSpec([3, 3, 2, 8])],
    [TensorSpec([1, 2, 2, 3]), TensorSpec([3, 3, 3, 8])],
    [TensorSpec([1, 4, 4, 3], .int32), TensorSpec([3, 3, 3, 8])],
  ])
  func shapesMustFit(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try Convolution(padding: .valid).outputs(inputs) }
  }

  @Test func biasMustFit() {
    #expect(throws: ShapeError.self) {
      try Convolution(hasBias: true).outputs([
        TensorSpec([1, 4, 4, 3]), TensorSpec([3, 3, 3, 8]), TensorSpec([7]),
      ])
    }
  }
}
