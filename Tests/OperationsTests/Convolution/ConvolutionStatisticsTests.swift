import Graphs
import Operations
import TestScheduling
import Testing

/// Batch normalisation after a convolution that computes its statistics.
@Suite("ConvolutionStatistics", .ownProcess)
struct ConvolutionStatisticsTests {
  /// Direct and Winograd's kernels, each with rows that end within a tile; whole vectors of channels,
  /// others, and few; parity classes.
  static let cases = [
    ConvolutionCase([3, 9, 11, 3], [3, 3, 3, 32]),
    ConvolutionCase([2, 13, 8, 16], [3, 5, 16, 48], stride: 2),
    ConvolutionCase([2, 9, 7, 16], [3, 3, 16, 19]),
    ConvolutionCase([2, 8, 9, 3], [3, 3, 3, 2]),
    ConvolutionCase([2, 10, 9, 16], [4, 3, 16, 16], stride: 3, padding: .valid),
    ConvolutionCase([9, 13, 9, 16], [3, 3, 16, 48]),
    ConvolutionCase([5, 31, 29, 32], [7, 7, 32, 16], stride: 2),
    ConvolutionCase([3, 45, 42, 2], [7, 7, 2, 32], stride: 2),
  ]

  /// Checks the fused graph: its operations, and its results y of the convolution, normalised y, mean
  /// and variance.
  private func expectPrepared(
    _ convolved: Tensor, named name: String, bias: Double, _ inputs: [String: HostTensor<Double>],
    _ random: inout TestRandom, tuning: TuningRecord = TuningRecord(),
    targets: [TestTarget] = TestTarget.all
  ) throws {
    let channels = Shape([convolved.shape.last])
    let leaf = TensorSpec(channels)
    let sum = ElementwiseBinary(.add)(convolved, Tensor.input("bias", leaf))
    let normalized = BatchNormalization().all([
      sum, Tensor.input("gamma", leaf), Tensor.input("beta", leaf),
    ])
    let y = Activate(.relu)(normalized[0])
    let wanted = [sum, y, normalized[1], normalized[2]]
    let graph = Graph(of: wanted)
    // The sum is an output here: something else reads it, as its gradient does in training.
    let fused = graph.fused()
    #expect(fused.operationNames == [name, "normalize"])
    let feed = inputs.merging([
      "bias": random.tensor(channels, in: bias...(bias + 1)),
      "gamma": random.tensor(channels), "beta": random.tensor(channels),
    ]) { $1 }
    guard TestLimit.allows(feed) else { return }
    let single = feed.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(wanted, inputs: single.mapValues { $0.converted(to: Double.self) })
    for target in targets {
      let actual = try run(
        fused.outputs.map(\.tensor), inputs: single, on: target, tuning: tuning)
      // With a large mean, y inherits the rounding errors of the sum.
      let tolerances = bias == 0 ? [1e-5, 1e-5, 1e-5, 1e-5] : [1e-5, 3e-3, 1e-6, 3e-3]
      for (index, tolerance) in tolerances.enumerated() {
        let distance = relativeDistance(actual[index], oracle[index])
        #expect(distance <= tolerance, "output \(index) on \(target.testDescription): \(distance)")
      }
    }
  }

  /// Batch normalisation after a convolution.
  private func expectForwardPrepared(
    _ one: ConvolutionCase, tuning: TuningRecord = TuningRecord(),
    targets: [TestTarget] = TestTarget.all
  ) throws {
    var random = TestRandom(seed: 1)
    let (image, kernel) = (random.tensor(one.image), random.tensor(one.kernel))
    try expectPrepared(
      Convolution(stride: one.stride, padding: one.padding)(
        Tensor.input("x", image.spec), Tensor.input("weights", kernel.spec)),
      named: "convolution", bias: 0, ["x": image, "weights": kernel], &random, tuning: tuning,
      targets: targets)
  }

  /// Batch normalisation after the input gradient of a convolution.
  private func expectInputGradientPrepared(
    _ one: ConvolutionCase, tuning: TuningRecord = TuningRecord(),
    targets: [TestTarget] = TestTarget.all
  ) throws {
    var random = TestRandom(seed: 2)
    let upstream = try random.tensor(one.features())
    let kernel = random.tensor(one.kernel)
    try expectPrepared(
      ConvolutionInputGradient(
        stride: one.stride, padding: one.padding, imageHeight: one.image[1],
        imageWidth: one.image[2])(
          Tensor.input("x", upstream.spec), Tensor.input("weights", kernel.spec)),
      named: "convolutionInputGradient", bias: 0, ["x": upstream, "weights": kernel], &random,
      tuning: tuning, targets: targets)
  }

  @Test(arguments: cases) func forwardMatchesOracle(_ one: ConvolutionCase) throws {
    try expectForwardPrepared(one)
  }

  @Test(arguments: cases) func inputGradientMatchesOracle(_ one: ConvolutionCase) throws {
    // Channels swapped: the result has the channels of the image.
    try expectInputGradientPrepared(
      ConvolutionCase(
        [one.image[0], one.image[1], one.image[2], one.kernel[3]],
        [one.kernel[0], one.kernel[1], one.kernel[3], one.kernel[2]], stride: one.stride,
        padding: one.padding))
  }

  /// Every tile of the GPU family's implicit matrix product.
  @Test(arguments: ConvolutionCase.tiled)
  func gpuTilesMatchOracle(_ one: ConvolutionCase, _ tile: (Int, Int, Int)) throws {
    let choices = ["tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2]
    try expectForwardPrepared(
      one, tuning: one.tuning("convolution", choices), targets: TestTarget.gpu)
    try expectInputGradientPrepared(
      one, tuning: one.tuning("convolutionInputGradient", choices), targets: TestTarget.gpu)
  }

  /// The GPU family's direct kernel.
  @Test(arguments: ConvolutionCase.few) func fewChannelsMatchOracle(_ one: ConvolutionCase) throws {
    try expectForwardPrepared(one, targets: TestTarget.gpu)
    try expectInputGradientPrepared(one, targets: TestTarget.gpu)
  }

  @Test(arguments: ConvolutionCase.winogradGPU)
  func winogradGPUMatchOracle(_ one: ConvolutionCase) throws {
    try expectForwardPrepared(
      one, tuning: one.winograd("convolution", points: 4), targets: TestTarget.gpu)
    try expectInputGradientPrepared(
      one, tuning: one.winograd("convolutionInputGradient", points: 4), targets: TestTarget.gpu)
  }

  /// Every float32 kernel of the GPU family computes the statistics: no pass reads the result again.
  @Test(arguments: [
    ConvolutionCase([4, 12, 12, 20], [3, 3, 20, 21]),
    ConvolutionCase([4, 12, 12, 2], [3, 3, 2, 32]),
    ConvolutionCase([64, 12, 12, 64], [3, 3, 64, 64]),
    ConvolutionCase([4, 12, 12, 8], [3, 3, 8, 16], stride: 2),
  ])
  func gpuKernelsNeedNoPass(_ one: ConvolutionCase) throws {
    let channels = TensorSpec([one.kernel.last])
    let convolved = Convolution(stride: one.stride)(
      Tensor.input("x", TensorSpec(one.image)), Tensor.input("weights", TensorSpec(one.kernel)))
    let normalized = BatchNormalization()(
      convolved, Tensor.input("gamma", channels), Tensor.input("beta", channels))
    let graph = Graph(outputs: [.init("y", normalized)]).fused()
    let functions = try Plan(graph, for: DeviceTraits(family: .gpu)).kernels.map(\.function)
    #expect(functions.contains("momentsMerge") && !functions.contains("batchStatistics"))
  }

  /// A mean of 1,000 and a deviation of about 1: sums of squares in float32 would be off by as much as
  /// the variance. A direct and a Winograd case, with the sizes of `cases`, whose programs these share.
  @Test(arguments: [cases[0], cases[5]]) func momentsDoNotCancel(_ one: ConvolutionCase) throws {
    var random = TestRandom(seed: 3)
    let x = random.tensor(one.image)
    let weights = random.tensor(one.kernel, in: -0.2...0.2)
    try expectPrepared(
      Convolution()(Tensor.input("x", x.spec), Tensor.input("weights", weights.spec)),
      named: "convolution", bias: 1_000, ["x": x, "weights": weights], &random)
  }
}
