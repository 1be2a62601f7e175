import Execution
import Graphs
import Operations
import Testing

/// The gradient of batch normalisation whose upstream a convolution makes, with the sums over it.
@Suite("Gradient sums of a convolution")
struct ConvolutionGradientSumsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let convolution: ConvolutionCase
    /// What follows the normalisation as a part of it.
    let activation: Activation
    /// The activation behind that, whose derivative the convolution multiplies with.
    let gate: Activation?

    var testDescription: String {
      "\(convolution.testDescription), \(activation), gate \(gate.map { "\($0)" } ?? "none")"
    }
  }

  private static let ends: [(activation: Activation, gate: Activation?)] = [
    (.relu, nil), (.tanh, nil), (.identity, .relu), (.identity, nil),
  ]

  /// These convolutions, with one end after the other.
  private static func ended(_ convolutions: [ConvolutionCase]) -> [Case] {
    convolutions.enumerated().map {
      let end = ends[$0.offset % ends.count]
      return Case(convolution: $0.element, activation: end.activation, gate: end.gate)
    }
  }

  static let cases = ended(ConvolutionStatisticsTests.cases)
  static let few = ended(ConvolutionCase.few)
  static let winogradGPU = ended(ConvolutionCase.winogradGPU)
  static let tiled = zip(
    ended(ConvolutionCase.tiled.map { $0.0 }), ConvolutionCase.tiled.map { $0.1 })

  private let leaves = ["gamma", "beta", "mean", "variance"]

  /// The gradient of batch normalisation for an upstream, with leaves for its other inputs.
  private func normalizationGradient(_ upstream: Tensor, _ activation: Activation) -> [Tensor] {
    let channels = TensorSpec([upstream.shape.last])
    let x = Tensor.input("normalized", upstream.spec)
    return BatchNormalizationGradient(epsilon: 1e-2, activation: activation).all(
      [upstream, x] + leaves.map { Tensor.input($0, channels) })
  }

  /// dx, dγ and dβ of the fused graph on some targets against the host's of the graph as it was.
  ///
  /// - Parameters:
  ///   - function: a kernel that has to make the upstream, where only one may.
  ///   - device: what the graph is fused for, where it is fused for one.
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
    let wanted = normalizationGradient(upstream, one.activation)
    let fused = Graph(of: wanted).fused(for: device)
    #expect(fused.operationNames == [name, "batchNormalizationInputGradient"])
    guard TestLimit.allows(feed) else { return }
    let single = feed.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(wanted, inputs: single.mapValues { $0.converted(to: Double.self) })
    for target in targets {
      let traits = DeviceTraits(
        try target.device.description, family: target.family, vectorWidth: target.vectorWidth)
      let functions = Plan(fused, for: traits, tuning: tuning).kernels.map(\.function)
      // Every kernel of the GPU family notes the sums, so that no pass reads the result again.
      #expect(functions.contains("batchGradientMerge"))
      #expect(target.family == .cpu || !functions.contains("batchGradientSums"))
      if let function { #expect(functions.contains(function)) }
      let actual = try run(
        fused.outputs.map(\.tensor), inputs: single, on: target, tuning: tuning)
      for (index, expected) in oracle.enumerated() {
        let distance = relativeDistance(actual[index], expected)
        #expect(distance <= 1e-5, "output \(index) on \(target.testDescription): \(distance)")
      }
    }
  }

  /// Where a convolution makes the upstream.
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

  /// Where the input gradient of a convolution makes the upstream.
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
    // Channels the other way round: the image's are the result's.
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
  func groupTilesMatchOracle(_ one: Case, _ tile: (Int, Int, Int)) throws {
    let choices = ["tileRows": tile.0, "tileColumns": tile.1, "tileDepth": tile.2]
    try expectForwardPrepared(
      one, by: "convolutionTiled", choices: choices, targets: TestTarget.gpu)
    try expectInputGradientPrepared(
      one, by: "convolutionTiled", choices: choices, targets: TestTarget.gpu)
  }

  /// The GPU family's direct kernel; forward it takes strides of 1 and 2.
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

  /// Each kernel of the GPU family with a convolution and the choices that it takes.
  static let kernels: [(String, ConvolutionCase, [String: Int])] = [
    ("convolutionTiled", ConvolutionCase([2, 9, 7, 8], [3, 5, 8, 36], stride: 2), [:]),
    ("convolutionDirect", ConvolutionCase([1, 9, 10, 12], [3, 3, 12, 2]), [:]),
    ("winogradGPU", ConvolutionCase([3, 12, 17, 40], [3, 3, 40, 8]), ["winograd": 4]),
  ]

  /// A kernel may normalise its source as it loads it, and note sums for another normalisation.
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

  /// Two layers with batch normalisation between them, as models have them: the activation within the
  /// normalisation, or apart; a convolution or a transposed one behind it.
  @Test(arguments: [true, false], [true, false])
  func fusedGradientsMatchCentralDifferences(_ isJoined: Bool, _ isTransposed: Bool) throws {
    var random = TestRandom(seed: 3)
    // Image, first kernel, gamma, beta, second kernel.
    let shapes: [Shape] = [
      [2, 4, 3, 2], [3, 3, 2, 3], [3], [3], isTransposed ? [3, 3, 2, 3] : [3, 3, 3, 2],
    ]
    let tensors = shapes.enumerated().map { Tensor.input("\($0.offset)", TensorSpec($0.element)) }
    let normalized = BatchNormalization(activation: isJoined ? .tanh : .identity).all([
      Convolution()(tensors[0], tensors[1]), tensors[2], tensors[3],
    ])[0]
    let y = isJoined ? normalized : Activate(.tanh)(normalized)
    let result =
      isTransposed
      ? ConvolutionInputGradient(stride: 2, imageHeight: 8, imageWidth: 6)(y, tensors[4])
      : Convolution(stride: 2)(y, tensors[4])
    let loss = KLDivergence()(result, Tensor.input("logVariance", result.spec))
    let gradients = Gradients(of: loss)
    let fused = Graph(of: try tensors.map { try #require(gradients[$0]) }).fused()
    #expect(fused.operationNames.contains("batchNormalizationInputGradient"))
    #expect(!fused.operationNames.contains("batchNormalizationGradient"))
    let outputs = fused.outputs.map(\.tensor)
    var inputs = ["logVariance": random.tensor(result.shape)]
    for (index, shape) in shapes.enumerated() { inputs["\(index)"] = random.tensor(shape) }
    for (index, gradient) in evaluate(outputs, inputs: inputs).enumerated() {
      let value = try #require(inputs["\(index)"])
      func shiftedLoss(_ element: Int, by amount: Double) -> Double {
        var values = value.values
        values[element] += amount
        var shifted = inputs
        shifted["\(index)"] = HostTensor(values, shape: value.shape)
        return evaluate([loss], inputs: shifted)[0].values[0]
      }
      let expected = value.values.indices.map {
        (shiftedLoss($0, by: 1e-5) - shiftedLoss($0, by: -1e-5)) / 2e-5
      }
      let distance = relativeDistance(
        gradient.converted(to: Float.self), HostTensor(expected, shape: value.shape))
      #expect(distance < 1e-6, "input \(index): \(distance)")
    }
    try expectGraphMatchesOracle(outputs, inputs: inputs)
  }

  /// The convolution would need x before its own result, of which x is made; and a kernel has no place
  /// for two activations.
  @Test func othersKeepTheirPass() {
    let upstream = Convolution()(
      Tensor.input("x", TensorSpec([1, 4, 4, 2])),
      Tensor.input("weights", TensorSpec([3, 3, 2, 3])))
    let channels = TensorSpec([3])
    let needed = BatchNormalizationGradient().all(
      [upstream, Activate(.tanh)(upstream)] + leaves.map { Tensor.input($0, channels) })
    #expect(
      Graph(of: needed).fused().operationNames.sorted()
        == ["batchNormalizationGradient", "convolution", "tanh"])
    let gated = ActivationGradient(.tanh)(upstream, .input("gate", upstream.spec))
    #expect(
      Graph(of: normalizationGradient(gated, .relu)).fused().operationNames
        == ["convolution", "batchNormalizationGradient"])
  }

  /// Kernels for tensor cores have no place for sums.
  @Test func tensorsLeaveSumsToAPass() {
    let upstream = Convolution()(
      Tensor.input("x", TensorSpec([2, 9, 9, 16])),
      Tensor.input("weights", TensorSpec([3, 3, 16, 32])))
    let fused = Graph(of: normalizationGradient(upstream, .relu)).fused()
    let device = DeviceTraits(family: .gpu, localMemoryBytes: 49_152, precision: .tf32)
    let functions = Plan(fused, for: device).kernels.map(\.function)
    #expect(
      functions
        == ["convolutionMMA", "batchGradientSums", "batchGradientMerge", "batchInputGradient"])
  }

  /// A search measures the convolution alone, and what it finds holds with and without sums.
  @Test(arguments: DeviceTraits.Family.allCases)
  func measuredWithoutSums(_ family: DeviceTraits.Family) throws {
    let upstream = Convolution()(
      Tensor.input("x", TensorSpec([2, 9, 9, 16])),
      Tensor.input("weights", TensorSpec([3, 3, 16, 32])))
    let fused = Graph(of: normalizationGradient(upstream, .relu)).fused()
    let node = try #require(fused.nodes.first(where: { $0.operation is any Tunable }))
    let operation = try #require(node.operation as? any Tunable)
    let inputs = node.inputs.map(\.spec)
    let measured = operation.unprepared(inputs)
    #expect(inputs.count == 7 && measured.inputs == upstream.node.inputs.map(\.spec))
    #expect(try measured.operation.outputs(measured.inputs) == [upstream.spec])
    let device = DeviceTraits(family: family)
    let key = operation.tuningSpace(inputs, for: device)?.key
    #expect(measured.operation.tuningSpace(measured.inputs, for: device)?.key == key)
    #expect(
      operation.implementation(inputs, for: device)
        == Convolution().implementation(measured.inputs, for: device))
  }
}
