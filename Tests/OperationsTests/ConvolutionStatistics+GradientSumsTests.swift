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
    /// The activation behind that, whose slope the convolution multiplies with.
    let gate: Activation?

    var testDescription: String {
      "\(convolution.testDescription), \(activation), gate \(gate.map { "\($0)" } ?? "none")"
    }
  }

  private static let ends: [(activation: Activation, gate: Activation?)] = [
    (.relu, nil), (.tanh, nil), (.identity, .relu), (.identity, nil),
  ]

  static let cases: [Case] = ConvolutionStatisticsTests.cases.enumerated().map {
    let end = ends[$0.offset % ends.count]
    return Case(convolution: $0.element, activation: end.activation, gate: end.gate)
  }

  private let leaves = ["gamma", "beta", "mean", "variance"]

  /// The gradient of batch normalisation for an upstream, with leaves for its other inputs.
  private func normalizationGradient(_ upstream: Tensor, _ activation: Activation) -> [Tensor] {
    let channels = TensorSpec([upstream.shape.last])
    let x = Tensor.input("normalized", upstream.spec)
    return BatchNormalizationGradient(epsilon: 1e-2, activation: activation).all(
      [upstream, x] + leaves.map { Tensor.input($0, channels) })
  }

  private func names(_ graph: Graph) -> [String] {
    graph.nodes.compactMap { $0.operation?.name }
  }

  private func graph(_ tensors: [Tensor]) -> Graph {
    Graph(outputs: tensors.enumerated().map { Graph.Output("\($0.offset)", $0.element) })
  }

  /// dx, dγ and dβ of the fused graph on every target against the host's of the graph as it was.
  private func expectPrepared(
    _ convolved: Tensor, named name: String, _ one: Case,
    _ operands: [String: HostTensor<Double>], _ random: inout TestRandom
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
    let fused = graph(wanted).fused()
    #expect(names(fused) == [name, "batchNormalizationInputGradient"])
    let single = feed.mapValues { $0.converted(to: Float.self) }
    let oracle = evaluate(wanted, inputs: single.mapValues { $0.converted(to: Double.self) })
    for target in TestTarget.all {
      let actual = try run(fused.outputs.map(\.tensor), inputs: single, on: target)
      for (index, expected) in oracle.enumerated() {
        let distance = relativeDistance(actual[index], expected)
        #expect(distance <= 1e-5, "output \(index) on \(target.testDescription): \(distance)")
      }
    }
  }

  @Test(arguments: cases) func forwardMatchesOracle(_ one: Case) throws {
    var random = TestRandom(seed: 1)
    let convolution = one.convolution
    let (image, kernel) = (random.tensor(convolution.image), random.tensor(convolution.kernel))
    try expectPrepared(
      Convolution(stride: convolution.stride, padding: convolution.padding)(
        Tensor.input("x", image.spec), Tensor.input("weights", kernel.spec)),
      named: "convolution", one, ["x": image, "weights": kernel], &random)
  }

  @Test(arguments: cases) func inputGradientMatchesOracle(_ one: Case) throws {
    var random = TestRandom(seed: 2)
    let convolution = one.convolution
    // Channels the other way round: the image's are the result's.
    let turned = convolution.kernel
    let kernel = random.tensor([turned[0], turned[1], turned[3], turned[2]])
    let image = convolution.image
    let features = try ConvolutionCase(
      [image[0], image[1], image[2], turned[3]], kernel.shape, stride: convolution.stride,
      padding: convolution.padding
    ).features()
    let upstream = random.tensor(features)
    try expectPrepared(
      ConvolutionInputGradient(
        stride: convolution.stride, padding: convolution.padding, imageHeight: image[1],
        imageWidth: image[2])(
          Tensor.input("x", upstream.spec), Tensor.input("weights", kernel.spec)),
      named: "convolutionInputGradient", one, ["x": upstream, "weights": kernel], &random)
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
    let fused = graph(try tensors.map { try #require(gradients[$0]) }).fused()
    #expect(names(fused).contains("batchNormalizationInputGradient"))
    #expect(!names(fused).contains("batchNormalizationGradient"))
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
      names(graph(needed).fused()).sorted()
        == ["batchNormalizationGradient", "convolution", "tanh"])
    let gated = ActivationGradient(.tanh)(upstream, .input("gate", upstream.spec))
    #expect(
      names(graph(normalizationGradient(gated, .relu)).fused())
        == ["convolution", "batchNormalizationGradient"])
  }

  /// A search measures the convolution alone, and what it finds holds with and without sums.
  @Test(arguments: DeviceTraits.Family.allCases)
  func measuredWithoutSums(_ family: DeviceTraits.Family) throws {
    let upstream = Convolution()(
      Tensor.input("x", TensorSpec([2, 9, 9, 16])),
      Tensor.input("weights", TensorSpec([3, 3, 16, 32])))
    let fused = graph(normalizationGradient(upstream, .relu)).fused()
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
