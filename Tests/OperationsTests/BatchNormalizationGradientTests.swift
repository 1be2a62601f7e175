import Graphs
import Operations
import Testing

@Suite("BatchNormalizationGradient")
struct BatchNormalizationGradientTests {
  @Test(arguments: [
    Shape([9, 1]), [1, 5], [64, 17], [2, 3, 4, 257], [5_000, 64], [300, 32], [64, 12_544],
  ])
  func kernelsMatchOracle(_ shape: Shape) throws {
    try expectKernelsMatchOracle(
      BatchNormalizationGradient(), inputs: Self.inputs(shape, withOutput: false))
  }

  @Test(arguments: Activation.allCases)
  func fusedActivationMatchesOracle(_ activation: Activation) throws {
    try expectKernelsMatchOracle(
      BatchNormalizationGradient(epsilon: 1e-2, activation: activation),
      inputs: Self.inputs([70, 37], withOutput: activation != .identity))
  }

  @Test func shapesAreChecked() {
    let x = TensorSpec([4, 3])
    let channel = TensorSpec([3])
    #expect(throws: ShapeError.self) {
      try BatchNormalizationGradient(activation: .relu).outputs([x, x, channel, channel, channel])
    }
    #expect(throws: ShapeError.self) {
      try BatchNormalizationGradient().outputs([x, x, channel, channel, x])
    }
  }

  private static func inputs(_ shape: Shape, withOutput: Bool) -> [HostTensor<Double>] {
    var random = TestRandom(seed: 7)
    let channels: Shape = [shape.last]
    let inputs = [
      random.tensor(shape), random.tensor(shape, in: -1...3),
      random.tensor(channels, in: 0.5...1.5), random.tensor(channels, in: 0.8...1.2),
      random.tensor(channels, in: 1...1.6),
    ]
    return withOutput ? inputs + [random.tensor(shape, in: -0.8...0.9)] : inputs
  }
}
