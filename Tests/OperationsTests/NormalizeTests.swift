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
