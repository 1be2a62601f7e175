import Graphs
import Operations
import Testing

@Suite("GaussianNoise")
struct GaussianNoiseTests {
  private static let stream = RandomStream("augmentation.noise")
  private static let state = HostTensor<Double>(
    integers: RandomState.values(seed: 99, step: 7), shape: [3])

  @Test(arguments: [1, 17, 63, 64, 257, 10_000])
  func kernelsMatchOracle(_ count: Int) throws {
    var random = TestRandom(seed: 61)
    try expectKernelsMatchOracle(
      GaussianNoise(deviation: 0.3, stream: Self.stream),
      inputs: [random.tensor([count]), Self.state])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 62)
    try expectGradientsMatch(
      GaussianNoise(deviation: 0.3, stream: Self.stream),
      inputs: [random.tensor([5, 7]), Self.state], skipping: [1])
  }

  /// In place of 3x, which nothing else reads.
  @Test func resultMayOverwriteTheInput() throws {
    var random = TestRandom(seed: 63)
    let x = random.tensor([33, 7])
    try expectGraphMatchesOracle(
      [
        GaussianNoise(deviation: 2, stream: Self.stream)(
          3 * .input("x", x.spec), .input("state", RandomState.spec))
      ], inputs: ["x": x, "state": Self.state])
  }

  /// Mean 0 and the given deviation, within five standard errors.
  @Test func noiseHasTheDeviation() {
    let zeros = HostTensor<Double>(zeros: TensorSpec([20_000]))
    let noise = GaussianNoise(deviation: 0.5, stream: Self.stream)
      .evaluate([zeros, Self.state])[0].values
    let mean = noise.reduce(0, +) / 20_000
    let variance = noise.reduce(0) { $0 + $1 * $1 } / 20_000
    #expect(abs(mean) < 5 * 0.5 / 141.4)
    #expect(abs(variance - 0.25) < 5 * 0.25 * 0.01)
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try GaussianNoise(deviation: 1, stream: Self.stream).outputs([
        TensorSpec([4]), TensorSpec([3]),
      ])
    }
  }
}
