import Execution
import Graphs
import Operations
import TestScheduling
import Testing

/// A convolution whose result is the upstream of a batch normalisation's gradient computes the sums of
/// that gradient.
@Suite("Gradient sums of a convolution", .ownProcess)
struct ConvolutionGradientSumsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let convolution: ConvolutionCase
    /// The activation that the normalisation includes.
    let activation: Activation
    /// The activation after that, by whose derivative the convolution multiplies.
    let gate: Activation?

    var testDescription: String {
      "\(convolution.testDescription), \(activation), gate \(gate.map { "\($0)" } ?? "none")"
    }
  }

  private static let ends: [(activation: Activation, gate: Activation?)] = [
    (.relu, nil), (.tanh, nil), (.identity, .relu), (.identity, nil),
  ]

  /// These convolutions, with each end in turn.
  private static func withEnds(_ convolutions: [ConvolutionCase]) -> [Case] {
    convolutions.enumerated().map {
      let end = ends[$0.offset % ends.count]
      return Case(convolution: $0.element, activation: end.activation, gate: end.gate)
    }
  }

  static let cases = withEnds(ConvolutionStatisticsTests.cases)
  static let few = withEnds(ConvolutionCase.few)
  static let winogradGPU = withEnds(ConvolutionCase.winogradGPU)
  static let tiled = zip(
    withEnds(ConvolutionCase.tiled.map { $0.0 }), ConvolutionCase.tiled.map { $0.1 })

  static let leaves = ["gamma", "beta", "mean", "variance"]

  /// dx, dγ and dβ of batch normalisation for an upstream, with leaves for the other inputs.
  static func normalizationGradient(_ upstream: Tensor, _ activation: Activation) -> [Tensor] {
    let channels = TensorSpec([upstream.shape.last])
    let x = Tensor.input("normalized", upstream.spec)
    return BatchNormalizationGradient(epsilon: 1e-2, activation: activation).all(
      [upstream, x] + leaves.map { Tensor.input($0, channels) })
  }

  /// Compares dx, dγ and dβ of the fused graph on some targets with those of the unfused graph on the
  /// host.
  ///
  /// - Parameters:
  ///   - function: the kernel that must compute the upstream, or nil for any.
  ///   - device: the device that the graph is fused for, or nil for none.
  private func expectPrepared(
    _ convolved: Tensor, named name: String, _ one: Case,
    _ operands: [String: HostTensor<Double>], _ random: inout TestRandom,
    by function: String? = nil, tuning: TuningRecord = TuningRecord(),
    fusedFor device: DeviceTraits? = nil, targets: [TestTarget] = TestTarget.all
  ) throws {
    let (shape, channels) = (convolved.shape, Shape([convolved.shape.last]))
    var feed = operands
    feed["normalized"] = random.tensor(shape, in: -1...3)
    feed["gamma"] = random.tensor(channels, in: 0.5...1.5)
    feed["beta"] = random.tensor(channels)
    feed["mean"] = random.tensor(channels, in: 0.8...1.2)
    feed["variance"] = random.tensor(channels, in: 1...1.6)
    var upstream = convolved
    if let gate = one.gate {
      feed["gate"] = random.tensor(shape)
      upstream = ActivationGradient(gate)(convolved, .input("gate", convolved.spec))
    }
    let wanted = Self.normalizationGradient(upstream, one.activation)
    let fused = Graph(of: wanted).fused(for: device)
    #expect(fused.operationNames == [name, "batchNormalizationInputGradient"])
    guard TestLimit.allows(feed) else { return }
    let single = feed.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(wanted, inputs: single.mapValues { $0.converted(to: Double.self) })
    for target in targets {
      let traits = DeviceTraits(
        try target.device.description, family: target.family, vectorWidth: target.vectorWidth)
      let functions = try Plan(fused, for: traits, tuning: tuning).kernels.map(\.function)
      // Every kernel of the GPU family computes the sums, so that no pass reads the result again; a pass
      // over one slice has nothing to merge.
      let passes = functions.contains("batchGradientSums")
      #expect(functions.contains("batchGradientMerge") || passes)
      #expect(target.family == .cpu || !passes)
      if let function { #expect(functions.contains(function)) }
      let actual = try run(
        fused.outputs.map(\.tensor), inputs: single, on: target, tuning: tuning)
      for (index, expected) in oracle.enumerated() {
        let distance = relativeDistance(actual[index], expected)
        #expect(distance <= 1e-5, "output \(index) on \(target.testDescription): \(distance)")
      }
    }
  }

  /// The upstream is the result of a convolution.
  private func expectForwardPrepared(
    _ one: Case, by function: String? = nil, choices: [String: Int] = [:],
    targets: [TestTarget] = TestTarget.all
  ) throws {
    var random = TestRandom(seed: 1)
    let convolution = one.convolution
    let (image, kernel) = (random.tensor(convolution.image), random.tensor(convolution.kernel))
    try expectPrepared(
      Convolution(stride: convolution.stride, padding: convolution.padding)(
        Tensor.input("x", image.spec), Tensor.input("weights", kernel.spec)),
      named: "convolution", one, ["x": image, "weights": kernel], &random, by: function,
      tuning: convolution.tuning("convolution", choices), targets: targets)
  }

  /// The upstream is the input gradient of a convolution.
  private func expectInputGradientPrepared(
    _ one: Case, by function: String? = nil, choices: [String: Int] = [:],
    targets: [TestTarget] = TestTarget.all
  ) throws {
    var random = TestRandom(seed: 2)
    let convolution = one.convolution
    let kernel = random.tensor(convolution.kernel)
    let upstream = try random.tensor(convolution.features())
    try expectPrepared(
      ConvolutionInputGradient(
        stride: convolution.stride, padding: convolution.padding,
        imageHeight: convolution.image[1], imageWidth: convolution.image[2])(
          Tensor.input("x", upstream.spec), Tensor.input("weights", kernel.spec)),
      named: "convolutionInputGradient", one, ["x": upstream, "weights": kernel], &random,
      by: function, tuning: convolution.tuning("convolutionInputGradient", choices),
      targets: targets)
  }

  @Test(arguments: cases) func forwardMatchesOracle(_ one: Case) throws {
    try expectForwardPrepared(one)
  }

  @Test(arguments: cases) func inputGradientMatchesOracle(_ one: Case) throws {
    // Channels swapped: the result has the channels of the image.
    let (image, kernel) = (one.convolution.image, one.convolution.kernel)
    try expectInputGradientPrepared(
      Case(
        convolution: ConvolutionCase(
          [image[0], image[1], image[2], kernel[3]], [kernel[0], kernel[1], kernel[3], kernel[2]],
          stride: one.convolution.stride, padding: one.convolution.padding),
        activation: one.activation, gate: one.gate))
  }

  /// Every tile of the GPU family's implicit matrix product.
  @Test(arguments: tiled)
  func gpuTilesMatchOracle(_ one: Case, _ tile: (Int, Int, Int)) throws {
    let choices = ["tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2]
    try expectForwardPrepared(
      one, by: "convolutionTiled", choices: choices, targets: TestTarget.gpu)
    try expectInputGradientPrepared(
      one, by: "convolutionTiled", choices: choices, targets: TestTarget.gpu)
  }

  /// The GPU family's direct kernel, forward for strides 1 and 2.
  @Test(arguments: few) func fewChannelsMatchOracle(_ one: Case) throws {
    try expectForwardPrepared(
      one, by: one.convolution.stride > 2 ? nil : "convolutionDirect", targets: TestTarget.gpu)
    try expectInputGradientPrepared(one, by: "convolutionDirect", targets: TestTarget.gpu)
  }

  @Test(arguments: winogradGPU) func winogradGPUMatchOracle(_ one: Case) throws {
    try expectForwardPrepared(
      one, by: "winogradGPU", choices: ["winograd": 4], targets: TestTarget.gpu)
    try expectInputGradientPrepared(
      one, by: "winogradGPU", choices: ["winograd": 4], targets: TestTarget.gpu)
  }

  /// Each kernel of the GPU family with a convolution and tuning choices that select it.
  static let kernels: [(String, ConvolutionCase, [String: Int])] = [
    ("convolutionTiled", ConvolutionCase([2, 9, 7, 8], [3, 5, 8, 36], stride: 2), [:]),
    ("convolutionDirect", ConvolutionCase([1, 9, 10, 12], [3, 3, 12, 2]), [:]),
    ("winogradGPU", ConvolutionCase([3, 12, 17, 40], [3, 3, 40, 8]), ["winograd": 4]),
  ]

  /// A kernel can normalise its source as it loads it and compute sums for another normalisation.
  @Test(arguments: kernels)
  func normalizedSourcesMatchOracle(
    _ function: String, _ convolution: ConvolutionCase, _ choices: [String: Int]
  ) throws {
    var random = TestRandom(seed: 4)
    let channels: Shape = [convolution.image.last]
    let operands = [
      "x": random.tensor(convolution.image), "weights": random.tensor(convolution.kernel),
      "sourceGamma": random.tensor(channels, in: 0.5...1.5),
      "sourceBeta": random.tensor(channels, in: 0.2...0.8),
      "sourceMean": random.tensor(channels),
      "sourceVariance": random.tensor(channels, in: 0.5...1.5),
    ]
    let source = Normalize(activation: .relu)(
      Tensor.input("x", TensorSpec(convolution.image)),
      Tensor.input("sourceGamma", TensorSpec(channels)),
      Tensor.input("sourceBeta", TensorSpec(channels)),
      Tensor.input("sourceMean", TensorSpec(channels)),
      Tensor.input("sourceVariance", TensorSpec(channels)))
    try expectPrepared(
      Convolution(stride: convolution.stride)(
        source, Tensor.input("weights", TensorSpec(convolution.kernel))),
      named: "convolution", Case(convolution: convolution, activation: .relu, gate: nil), operands,
      &random, by: function, tuning: convolution.tuning("convolution", choices),
      fusedFor: DeviceTraits(family: .gpu), targets: TestTarget.gpu)
  }
}
