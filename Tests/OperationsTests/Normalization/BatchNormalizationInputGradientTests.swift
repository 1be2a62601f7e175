import Graphs
import Operations
import Testing

@Suite("BatchNormalizationInputGradient")
struct BatchNormalizationInputGradientTests {
  @Test(arguments: [Shape([9, 1]), [1, 5], [64, 17], [2, 3, 4, 257], [5_000, 64]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    try expectKernelsMatchOracle(
      BatchNormalizationInputGradient(activation: .relu), inputs: Self.inputs(shape))
  }

  @Test(arguments: Activation.allCases)
  func fusedActivationMatchesOracle(_ activation: Activation) throws {
    try expectKernelsMatchOracle(
      BatchNormalizationInputGradient(activation: activation), inputs: Self.inputs([70, 37]))
  }

  /// With the factors that follow from the sums it is the first output of the whole gradient.
  @Test(arguments: [Activation.identity, .relu, .tanh])
  func isThatOfTheWholeGradient(_ activation: Activation) {
    var random = TestRandom(seed: 5)
    let (rows, channels) = (50, 3)
    let (upstream, x) = (random.tensor([rows, channels]), random.tensor([rows, channels]))
    let gamma = random.tensor([channels], in: 0.5...1.5)
    let (beta, mean) = (random.tensor([channels]), random.tensor([channels]))
    let variance = random.tensor([channels], in: 0.5...1.5)
    let whole = BatchNormalizationGradient(epsilon: 1e-2, activation: activation).evaluate(
      [upstream, x, gamma, beta, mean, variance])
    let deviation = variance.values.map { ($0 + Double(Float(1e-2))).squareRoot() }
    let scale = zip(gamma.values, deviation).map { $0 / $1 }
    let gradientMean = whole[2].values.map { $0 / Double(rows) }
    let deviationFactor = zip(whole[1].values, deviation).map { $0 / ($1 * Double(rows)) }
    let dx = BatchNormalizationInputGradient(activation: activation).evaluate(
      [
        upstream, x, mean, beta,
        HostTensor(scale + gradientMean + deviationFactor, shape: [3, channels]),
      ])
    expectClose(dx[0].converted(to: Float.self), whole[0], tolerance: 1e-6, "dx")
  }

  @Test func shapesAreChecked() {
    let (x, channel) = (TensorSpec([4, 3]), TensorSpec([3]))
    #expect(throws: ShapeError.self) {
      try BatchNormalizationInputGradient().outputs([x, x, channel, channel, channel])
    }
    #expect(throws: ShapeError.self) {
      try BatchNormalizationInputGradient().outputs([x, x, channel, x, TensorSpec([3, 3])])
    }
  }

  private static func inputs(_ shape: Shape) -> [HostTensor<Double>] {
    var random = TestRandom(seed: 9)
    let channels: Shape = [shape.last]
    return [
      random.tensor(shape), random.tensor(shape, in: -1...3),
      random.tensor(channels, in: 0.8...1.2), random.tensor(channels),
      random.tensor([3, shape.last], in: 0.1...1),
    ]
  }
}
