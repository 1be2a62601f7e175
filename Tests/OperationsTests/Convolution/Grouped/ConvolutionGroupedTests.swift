import Graphs
import Operations
import TestScheduling
import Testing

/// Forward pass and input gradient in groups of channels.
@Suite("ConvolutionGrouped", .ownProcess)
struct ConvolutionGroupedTests {
  @Test(arguments: ConvolutionCase.grouped)
  func kernelsMatchOracle(_ convolution: ConvolutionCase) throws {
    try convolution.expectKernelsMatch(.forward, seed: 21)
    try convolution.expectKernelsMatch(.inputGradient, seed: 22)
  }

  @Test(arguments: [1, 3])
  func tunedTilesMatchOracle(pixels: Int) throws {
    for direction in [ConvolutionCase.Direction.forward, .inputGradient] {
      try ConvolutionCase.grouped[2].expectKernelsMatch(
        direction, seed: 23, choices: ["pixels": pixels], targets: TestTarget.cpu)
    }
  }

  @Test(arguments: EpilogueCase.two, [8, 24])
  func epiloguesMatchOracle(_ epilogue: EpilogueCase, _ channels: Int) throws {
    var random = TestRandom(seed: 24)
    let kernel = random.tensor([3, 3, 4, channels], in: -0.3...0.3)
    let result: Shape = [1, 5, 6, channels]
    try expectKernelsMatchOracle(
      Convolution(
        groups: channels / 4, hasBias: epilogue.hasBias, activation: epilogue.activation,
        gate: epilogue.gate),
      inputs: [random.tensor(result), kernel] + epilogue.inputs(result, &random))
    try expectKernelsMatchOracle(
      ConvolutionInputGradient(
        groups: channels / 4, imageHeight: 5, imageWidth: 6, hasBias: epilogue.hasBias,
        activation: epilogue.activation, gate: epilogue.gate),
      inputs: [random.tensor(result), kernel] + epilogue.inputs(result, &random))
  }

  /// By hand: 2 groups of 2 channels, one tap.
  @Test func evaluationReadsTheOwnGroup() {
    let x = HostTensor<Double>([1, 2, 3, 4], shape: [1, 1, 1, 4])
    let weights = HostTensor<Double>(
      [1, 10, 100, 1_000, 2, 20, 200, 2_000], shape: [1, 1, 2, 4])
    // 1·1 + 2·2, 1·10 + 2·20, 3·100 + 4·200, 3·1,000 + 4·2,000.
    let features: [Double] = [5, 50, 1_100, 11_000]
    #expect(Convolution(groups: 2).evaluate([x, weights])[0].values == features)
    // 1·1 + 2·10, 1·2 + 2·20, 3·100 + 4·1,000, 3·200 + 4·2,000.
    let image: [Double] = [21, 42, 4_300, 8_600]
    let inputGradient = ConvolutionInputGradient(groups: 2, imageHeight: 1, imageWidth: 1)
    #expect(inputGradient.evaluate([x, weights])[0].values == image)
    let kernel: [Double] = [1, 2, 9, 12, 2, 4, 12, 16]
    let filterGradient = ConvolutionFilterGradient(groups: 2, kernelHeight: 1, kernelWidth: 1)
    #expect(filterGradient.evaluate([x, x])[0].values == kernel)
  }

  @Test(arguments: ConvolutionCase.smallGrouped)
  func gradientsMatchCentralDifferences(_ convolution: ConvolutionCase) throws {
    var random = TestRandom(seed: 25)
    try expectGradientsMatch(
      Convolution(
        stride: convolution.stride, padding: convolution.padding, groups: convolution.groups,
        hasBias: true, activation: .tanh),
      inputs: [
        random.tensor(convolution.image), random.tensor(convolution.kernel),
        random.tensor([convolution.kernel.last]),
      ])
    for direction in ConvolutionCase.Direction.allCases {
      try expectGradientsMatch(
        convolution.operation(direction),
        inputs: try convolution.operands(direction).map { random.tensor($0) })
    }
  }

  /// A single group has the key and the launches of the convolution without groups.
  @Test func oneGroupIsTheOrdinaryConvolution() throws {
    let one = ConvolutionCase([2, 9, 7, 8], [3, 5, 8, 36], stride: 2)
    let inputs = [TensorSpec(one.image), TensorSpec(one.kernel)]
    for family in DeviceTraits.Family.allCases {
      let device = DeviceTraits(family: family)
      let lowering = try one.lowering(.forward, on: device)
      #expect(lowering.functions.allSatisfy { !$0.contains("Grouped") })
      #expect(lowering.algorithm?.passedOver.contains { $0.name == "grouped" } == false)
      let space = try #require(
        Convolution(stride: 2, groups: 1).tuningSpace(inputs, for: device))
      #expect(space.key == "convolution 2x9x7x8 5x4x36 k3x5 s2")
    }
  }

  /// The others say why they do not apply; choices are kept apart from theirs.
  @Test func groupsChooseTheAlgorithm() throws {
    let one = ConvolutionCase([4, 28, 28, 64], [3, 3, 8, 64], groups: 8)
    for direction in ConvolutionCase.Direction.allCases {
      for family in DeviceTraits.Family.allCases {
        let device = DeviceTraits(family: family)
        let choice = try #require(try one.lowering(direction, on: device).algorithm)
        #expect(choice.name == "grouped")
        #expect(choice.passedOver.last?.reason == "has no groups of channels")
        let operation = one.operation(direction)
        let space = try #require(
          operation.tuningSpace(try one.operands(direction).map { TensorSpec($0) }, for: device))
        #expect(
          space.key == "\(operation.name) 4x28x28x64 28x28x64 k3x3 s1 g8 grouped")
        #expect(space.axes.allSatisfy { ["pixels", "slices"].contains($0.choice) })
      }
    }
  }

  /// Tiles by hand, with 16 lanes: groups of 8 are spread over one vector, groups of 32 are two vectors,
  /// blocks of 16 channels in groups of 10 read two groups of 3.
  @Test func blocksReadTheirGroups() throws {
    let cpu = DeviceTraits(family: .cpu, vectorWidth: 16)
    let spread = try ConvolutionCase.grouped[2].lowering(.forward, on: cpu)
    expect(
      [
        "SPREAD_LANES": 1, "BLOCK_LANES": 16, "BLOCKS": 3, "BLOCK_SOURCES": 16, "TAP_ROWS": 8,
        "PIXELS": 7, "COLUMN_TILES": 1,
      ], in: try spread.launch(of: "convolutionGrouped"))
    let wide = try ConvolutionCase.grouped[5].lowering(.inputGradient, on: cpu)
    expect(
      ["SPREAD_LANES": 0, "VECTORS": 2, "BLOCKS": 2, "BLOCK_SOURCES": 32, "TAP_ROWS": 32],
      in: try wide.launch(of: "convolutionGrouped"))
    let uneven = try ConvolutionCase.grouped[6].lowering(.forward, on: cpu)
    expect(
      ["SPREAD_LANES": 0, "VECTORS": 1, "BLOCKS": 2, "BLOCK_SOURCES": 6, "TAP_ROWS": 6],
      in: try uneven.launch(of: "convolutionGrouped"))
    let gpu = try ConvolutionCase.grouped[8].lowering(.forward, on: DeviceTraits(family: .gpu))
    expect(
      ["TILE_TARGETS": 3, "TILE_GROUPS": 3, "CHUNK": 16, "STRIPS": 2, "PATCH_WIDTH": 9],
      in: try gpu.launch(of: "convolutionGroupedGPU"))
  }

  @Test(
    arguments: [
      ([1, 4, 4, 6], [3, 3, 3, 8], 4), ([1, 4, 4, 6], [3, 3, 3, 7], 2),
      ([1, 4, 4, 6], [3, 3, 6, 8], 2),
    ] as [(Shape, Shape, Int)])
  func groupsMustDivideChannels(_ image: Shape, _ kernel: Shape, _ groups: Int) {
    let inputs = [TensorSpec(image), TensorSpec(kernel)]
    #expect {
      _ = try Convolution(groups: groups).outputs(inputs)
    } throws: { "\($0)".contains("in/\(groups), out]") && "\($0)".contains("\(groups) groups") }
    #expect(throws: ShapeError.self) {
      try ConvolutionFilterGradient(groups: 4, kernelHeight: 3, kernelWidth: 3).outputs([
        TensorSpec(image), TensorSpec(image),
      ])
    }
  }
}
