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
      BatchNormalizationGradient(), inputs: Self.inputs(shape))
  }

  @Test(arguments: Activation.allCases)
  func fusedActivationMatchesOracle(_ activation: Activation) throws {
    try expectKernelsMatchOracle(
      BatchNormalizationGradient(epsilon: 1e-2, activation: activation),
      inputs: Self.inputs([70, 37]))
  }

  /// Blocks of 1, 2 and 4 vectors of channels, with an activation.
  @Test(arguments: [1, 17, 33, 64, 257])
  func fusedReluMatchesOracle(_ channels: Int) throws {
    try expectKernelsMatchOracle(
      BatchNormalizationGradient(activation: .relu), inputs: Self.inputs([300, channels]))
  }

  /// The derivative is at exactly the y of the forward pass: dβ counts the elements above zero.
  @Test(arguments: [20, 64])
  func derivativeIsThatOfTheForwardPass(_ channels: Int) throws {
    let shape: Shape = [4_096, channels]
    var random = TestRandom(seed: 8)
    let x = Tensor.input("x", TensorSpec(shape))
    let gamma = Tensor.input("gamma", TensorSpec([channels]))
    let beta = Tensor.input("beta", TensorSpec([channels]))
    let upstream = Tensor.input("upstream", TensorSpec(shape))
    let forward = BatchNormalization(activation: .relu).all([x, gamma, beta])
    let backward = BatchNormalizationGradient(activation: .relu).all(
      [upstream, x, gamma, beta, forward[1], forward[2]])
    let inputs = [
      "x": random.tensor(shape, in: -1...3), "gamma": random.tensor([channels], in: 0.5...1.5),
      "beta": random.tensor([channels], in: -1e-3...1e-3),
      "upstream": HostTensor(Array(repeating: 1.0, count: shape.count), shape: shape),
    ].mapValues { $0.converted(to: Float.self) }
    for target in TestTarget.all {
      let results = try run([forward[0], backward[2]], inputs: inputs, on: target)
      var counts = [Float](repeating: 0, count: channels)
      for (index, y) in results[0].values.enumerated() where y > 0 { counts[index % channels] += 1 }
      #expect(results[1].values == counts, "\(target.testDescription)")
    }
  }

  @Test func shapesAreChecked() {
    let x = TensorSpec([4, 3])
    let channel = TensorSpec([3])
    #expect(throws: ShapeError.self) {
      try BatchNormalizationGradient(activation: .relu).outputs(
        [x, x, channel, channel, channel])
    }
    #expect(throws: ShapeError.self) {
      try BatchNormalizationGradient().outputs([x, x, channel, channel, channel, x])
    }
  }

  private static func inputs(_ shape: Shape) -> [HostTensor<Double>] {
    var random = TestRandom(seed: 7)
    let channels: Shape = [shape.last]
    return [
      random.tensor(shape), random.tensor(shape, in: -1...3),
      random.tensor(channels, in: 0.5...1.5), random.tensor(channels),
      random.tensor(channels, in: 0.8...1.2), random.tensor(channels, in: 1...1.6),
    ]
  }
}
