import Graphs
import Operations
import Testing

@Suite("Normalize")
struct NormalizeTests {
  @Test(arguments: [Shape([9, 1]), [1, 5], [64, 17], [2, 3, 4, 257], [5_000, 64]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    try expectKernelsMatchOracle(Normalize(), inputs: Self.inputs(shape))
  }

  @Test(arguments: Activation.allCases)
  func fusedActivationMatchesOracle(_ activation: Activation) throws {
    try expectKernelsMatchOracle(
      Normalize(activation: activation), inputs: Self.inputs([70, 37]))
  }

  @Test(arguments: [Activation.identity, .tanh])
  func gradientMatchesCentralDifferences(_ activation: Activation) throws {
    try expectGradientsMatch(
      Normalize(activation: activation), inputs: Self.inputs([5, 3]),
      skipping: [1, 2, 3, 4])
  }

  @Test func activationIsAbsorbed() throws {
    let inputs = Self.inputs([33, 9])
    let leaves = inputs.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let y = Activate(.relu)(Normalize().all(leaves)[0])
    let fused = Graph(outputs: [Graph.Output("y", y)]).fused()
    #expect(fused.nodes.compactMap(\.operation).count == 1)
    let feed = Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ("input\($0.offset)", $0.element) })
    #expect(evaluate([y], inputs: feed) == evaluate(fused.outputs.map(\.tensor), inputs: feed))
  }

  /// A convolution before it absorbs the normalisation into its weights and bias, and the activation.
  @Test(arguments: [false, true])
  func aConvolutionAbsorbsItIntoItsWeights(_ hasBias: Bool) throws {
    var (feed, y) = Self.normalizedConvolution(rows: 3, hasBias: hasBias)
    let fused = Graph(of: [y]).fused()
    #expect(fused.operationNames == ["normalize", "normalize", "convolution"])
    feed = feed.mapValues { $0.converted(to: Float.self).converted(to: Double.self) }
    let oracle = evaluate([y], inputs: feed)[0]
    let tensors = fused.outputs.map(\.tensor)
    let onHost = evaluate(tensors, inputs: feed)[0].converted(to: Float.self)
    expectClose(onHost, oracle, tolerance: 1e-6, "on the host")
    let single = feed.mapValues { $0.converted(to: Float.self) }
    for target in TestTarget.all {
      let actual = try run(tensors, inputs: single, on: target)[0]
      expectClose(actual, oracle, tolerance: 1e-5, target.testDescription)
    }
  }

  /// Weights that are many compared to the result would take longer to normalise.
  @Test func manyWeightsStayAsTheyAre() {
    let y = Self.normalizedConvolution(rows: 1, hasBias: false).y
    #expect(Graph(of: [y]).fused().operationNames == ["convolution", "normalize"])
  }

  /// relu(normalize(convolution + bias)) of images of 20 × 17 pixels, 16 to 19 channels.
  private static func normalizedConvolution(
    rows: Int, hasBias: Bool
  ) -> (feed: [String: HostTensor<Double>], y: Tensor) {
    var random = TestRandom(seed: 12)
    var feed = [
      "image": random.tensor([rows, 20, 17, 16]), "weights": random.tensor([2, 3, 16, 19]),
      "bias": random.tensor([19]),
    ]
    let names = ["gamma", "beta", "mean", "variance"]
    for (name, values) in zip(names, inputs([1, 19]).dropFirst()) { feed[name] = values }
    func leaf(_ name: String) -> Tensor { .input(name, feed[name]?.spec ?? TensorSpec([])) }
    var x = Convolution()(leaf("image"), leaf("weights"))
    if hasBias { x = ElementwiseBinary(.add)(x, leaf("bias")) }
    return (feed, Activate(.relu)(Normalize().all([x] + names.map(leaf))[0]))
  }

  @Test func shapesAreChecked() {
    let channel = TensorSpec([3])
    #expect(throws: ShapeError.self) {
      try Normalize().outputs([
        TensorSpec([4, 2]), channel, channel, channel, channel,
      ])
    }
  }

  private static func inputs(_ shape: Shape) -> [HostTensor<Double>] {
    var random = TestRandom(seed: 8)
    let channels: Shape = [shape.last]
    return [
      random.tensor(shape, in: -1...3), random.tensor(channels, in: 0.5...1.5),
      random.tensor(channels), random.tensor(channels), random.tensor(channels, in: 0.5...2),
    ]
  }
}
