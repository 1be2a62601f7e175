import Graphs
import Operations
import Testing

@Suite("ConvolutionMMA")
struct ConvolutionMMATests {
  /// Compares a direction's kernels with the oracle on operands that TF32 holds.
  private func expectMatch(
    _ direction: ConvolutionCase.Direction, _ one: ConvolutionCase, choices: [String: Int] = [:]
  ) throws {
    var random = TestRandom(seed: 1)
    let inputs = try one.operands(direction).map { random.tensor($0).roundedToTF32 }
    let operation = one.operation(direction)
    let traits = DeviceTraits(family: .gpu, localMemoryBytes: 49_152, precision: .tf32)
    let key = try #require(operation.tuningSpace(inputs.map(\.spec), for: traits)).key
    #expect(key.hasSuffix(" tf32"))
    try expectKernelsMatchOracle(
      operation, inputs: inputs, tolerance: TensorCases.exactTolerance,
      tuning: TuningRecord(entries: choices.isEmpty ? [:] : [key: choices]),
      targets: TestTarget.tensor)
  }

  @Test(arguments: TensorCases.convolutions)
  func forwardMatchesOracle(_ convolution: ConvolutionCase) throws {
    try expectMatch(.forward, convolution)
  }

  @Test(arguments: TensorCases.convolutions)
  func inputGradientMatchesOracle(_ convolution: ConvolutionCase) throws {
    try expectMatch(.inputGradient, convolution)
  }

  @Test(arguments: TensorCases.convolutions)
  func filterGradientMatchesOracle(_ convolution: ConvolutionCase) throws {
    try expectMatch(.filterGradient, convolution)
  }

  @Test(arguments: TensorCases.tiles)
  func tilesMatchOracle(_ tile: [String: Int]) throws {
    let convolution = ConvolutionCase([2, 11, 9, 36], [3, 3, 36, 132], stride: 2)
    for direction in [ConvolutionCase.Direction.forward, .inputGradient] {
      try expectMatch(direction, convolution, choices: tile)
    }
    try expectMatch(
      .filterGradient, convolution, choices: tile.merging(["slices": 3]) { $1 })
  }

  @Test(arguments: EpilogueCase.all)
  func epiloguesMatchOracle(_ epilogue: EpilogueCase) throws {
    var random = TestRandom(seed: 2)
    let image = random.tensor([1, 6, 7, 8]).roundedToTF32
    let kernel = random.tensor([3, 3, 8, 20], in: -0.2...0.2).roundedToTF32
    try expectKernelsMatchOracle(
      epilogue.convolution, inputs: [image, kernel] + epilogue.inputs([1, 6, 7, 20], &random),
      tolerance: TensorCases.exactTolerance, targets: TestTarget.tensor)
    guard epilogue.activation == .relu || epilogue.gate == .tanh else { return }
    let features = random.tensor([1, 3, 4, 20]).roundedToTF32
    try expectKernelsMatchOracle(
      epilogue.inputGradient(stride: 2, imageHeight: 6, imageWidth: 7),
      inputs: [features, kernel] + epilogue.inputs([1, 6, 7, 8], &random),
      tolerance: TensorCases.exactTolerance, targets: TestTarget.tensor)
  }

  /// With float32 operands, results are within the rounding error of TF32. The sizes are those of another
  /// test, whose programs this one shares.
  @Test func operandsAreRounded() throws {
    let convolution = TensorCases.convolutions[0]
    var random = TestRandom(seed: 3)
    for direction in ConvolutionCase.Direction.allCases {
      try expectKernelsMatchOracle(
        convolution.operation(direction),
        inputs: convolution.operands(direction).map { random.tensor($0) },
        tolerance: TensorCases.roundedTolerance, targets: TestTarget.tensor)
    }
  }

  /// Few channels, or a channel count that is no multiple of 4, use the float32 kernels.
  @Test(arguments: [(2, 32), (32, 2), (10, 32), (4, 8)])
  func otherChannelsUseFloat32(_ inChannels: Int, _ outChannels: Int) throws {
    let one = ConvolutionCase([4, 12, 12, inChannels], [3, 3, inChannels, outChannels])
    func lowering(_ direction: ConvolutionCase.Direction, _ precision: DeviceTraits.Precision)
      throws -> Lowering
    {
      one.operation(direction).lower(
        try one.operands(direction).map { TensorSpec($0) },
        for: DeviceTraits(family: .gpu, localMemoryBytes: 49_152, precision: precision),
        tuning: TuningRecord())
    }
    for direction in ConvolutionCase.Direction.allCases {
      #expect(try lowering(direction, .tf32).launches == lowering(direction, .float32).launches)
    }
  }
}
