import Graphs
import Operations
import TestScheduling
import Testing

/// The convolution kernels that load or store half precision, with each of their tensors so.
@Suite("Convolutions in half precision", .ownProcess)
struct HalfStorageConvolutionTests {
  /// The three operations of a convolution.
  private func expectConvolutions(
    _ one: ConvolutionCase, choices: [String: Int] = [:]
  ) throws {
    var random = TestRandom(seed: 5)
    let image = random.tensor(one.image)
    let kernel = random.tensor(one.kernel, in: -0.3...0.3)
    let features = random.tensor(try one.features())
    func tuning(_ name: String) throws -> TuningRecord {
      choices.isEmpty ? TuningRecord() : try one.tuning(name, choices)
    }
    try expectHalfKernelsMatchOracle(
      Convolution(stride: one.stride, padding: one.padding), inputs: [image, kernel],
      tuning: tuning("convolution"))
    try expectHalfKernelsMatchOracle(
      ConvolutionInputGradient(
        stride: one.stride, padding: one.padding, imageHeight: one.image[1],
        imageWidth: one.image[2]), inputs: [features, kernel],
      tuning: tuning("convolutionInputGradient"))
    try expectHalfKernelsMatchOracle(
      ConvolutionFilterGradient(
        stride: one.stride, padding: one.padding, kernelHeight: one.kernel[0],
        kernelWidth: one.kernel[1]), inputs: [image, features],
      tuning: tuning("convolutionFilterGradient"))
  }

  @Test(arguments: ConvolutionCase.tiled)
  func tiledConvolutionsMatchOracle(_ one: ConvolutionCase, _ tile: (Int, Int, Int)) throws {
    try expectConvolutions(
      one,
      choices: [
        "tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2, "direct": 0, "slices": 2,
      ])
  }

  @Test(arguments: ConvolutionCase.few)
  func directConvolutionsMatchOracle(_ one: ConvolutionCase) throws {
    try expectConvolutions(one)
  }

  @Test(arguments: ConvolutionCase.winogradGPU)
  func winogradConvolutionsMatchOracle(_ one: ConvolutionCase) throws {
    try expectConvolutions(one, choices: ["winograd": 4])
  }

  /// Convolutions whose results are the upstream of a batch normalisation's gradient: each kernel, with
  /// choices that select it. Multiples of 4 channels and others, one channel and two.
  static let summed: [(String, ConvolutionCase, [String: Int])] = [
    ("convolutionTiled", ConvolutionCase([2, 9, 7, 8], [3, 5, 8, 36], stride: 2), [:]),
    ("convolutionTiled", ConvolutionCase([1, 8, 9, 20], [2, 3, 20, 21]), [:]),
    ("convolutionDirect", ConvolutionCase([1, 19, 17, 3], [3, 3, 3, 70]), [:]),
    ("convolutionDirect", ConvolutionCase([1, 12, 13, 23], [3, 3, 23, 2], stride: 2), [:]),
    ("convolutionDirect", ConvolutionCase([2, 9, 10, 9], [5, 4, 9, 1]), [:]),
    ("winogradGPU", ConvolutionCase([3, 12, 17, 40], [3, 3, 40, 8]), ["winograd": 4]),
  ]

  /// The normalisation's input is stored in half precision too. The sums are those of the result before
  /// it is rounded: those of the rounded one would have larger errors.
  @Test(arguments: summed)
  func gradientSumsMatchOracle(
    _ function: String, _ one: ConvolutionCase, _ choices: [String: Int]
  ) throws {
    var random = TestRandom(seed: 10)
    let image = random.tensor(one.image)
    let kernel = random.tensor(one.kernel, in: -0.3...0.3)
    let upstream = Convolution(stride: one.stride)(
      Tensor.input("x", image.spec), Tensor.input("weights", kernel.spec))
    let channels: Shape = [upstream.shape.last]
    let operands = [
      random.tensor(upstream.shape, in: -1...3), random.tensor(channels, in: 0.5...1.5),
      random.tensor(channels), random.tensor(channels, in: 0.8...1.2),
      random.tensor(channels, in: 0.5...2),
    ]
    let leaves = operands.enumerated().map { Tensor.input("operand\($0.offset)", $0.element.spec) }
    let gradient = BatchNormalizationGradient(activation: .relu).all([upstream] + leaves)
    let graph = Graph(
      outputs: gradient.enumerated().map { Graph.Output("\($0.offset)", $0.element) })
    let operation = try #require(
      graph.fused().nodes.compactMap { $0.operation as? Convolution }.first)
    let tuning = try one.tuning("convolution", choices)
    let inputs = [image, kernel] + operands
    let functions = operation.lower(
      inputs.map(\.spec), half: HalfOperands(inputs: [0, 2], outputs: [0]),
      for: DeviceTraits(family: .gpu, precision: .half), tuning: tuning
    ).functions
    #expect(functions.suffix(2) == [function, "batchGradientMerge"])
    try expectHalfKernelsMatchOracle(operation, inputs: inputs, tuning: tuning)
  }

  /// The gate is stored in half precision too; 8 target channels are loaded as float4, 3 are not.
  @Test(arguments: EpilogueCase.two, [3, 8])
  func epiloguesMatchOracle(_ epilogue: EpilogueCase, _ channels: Int) throws {
    var random = TestRandom(seed: 6)
    let image = random.tensor([2, 7, 6, 8])
    let kernel = random.tensor([3, 3, 8, channels], in: -0.3...0.3)
    try expectHalfKernelsMatchOracle(
      epilogue.convolution,
      inputs: [image, kernel] + epilogue.inputs([2, 7, 6, channels], &random))
    let features = random.tensor([2, 7, 6, channels])
    try expectHalfKernelsMatchOracle(
      epilogue.inputGradient(imageHeight: 7, imageWidth: 6),
      inputs: [features, kernel] + epilogue.inputs([2, 7, 6, 8], &random))
  }
}
