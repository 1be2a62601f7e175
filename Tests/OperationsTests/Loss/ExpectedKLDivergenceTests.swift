import Graphs
import Operations
import Testing

@Suite("ExpectedKLDivergence")
struct ExpectedKLDivergenceTests {
  @Test(arguments: [
    Shape([1, 1]), [17, 3, 1], [1, 10, 257], [128, 10, 2], [33, 10, 50], [5, 4, 3, 2],
  ])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 81)
    try expectKernelsMatchOracle(
      ExpectedKLDivergence(), inputs: Self.inputs(shape, &random), tolerance: 2e-6)
  }

  @Test func gradientsMatchCentralDifferences() throws {
    var random = TestRandom(seed: 82)
    try expectGradientsMatch(ExpectedKLDivergence(), inputs: Self.inputs([3, 4, 5], &random))
  }

  /// One class of weight 1 is the divergence without classes.
  @Test func oneClassIsThePlainDivergence() {
    var random = TestRandom(seed: 83)
    let (mean, logVariance) = (random.tensor([4, 1, 3]), random.tensor([4, 1, 3]))
    let results = ExpectedKLDivergence().evaluate([
      mean, logVariance, HostTensor(Array(repeating: 1, count: 4), shape: [4, 1]),
    ])
    let plain = KLDivergence().evaluate([
      mean.reshaped(to: [4, 3]), logVariance.reshaped(to: [4, 3]),
    ])
    for (result, plain) in zip(results, plain) {
      #expect(zip(result.values, plain.values).allSatisfy { abs($0 - $1) < 1e-12 })
    }
  }

  /// In place of 3·mean and 2·logVariance, which nothing else reads.
  @Test func gradientsMayOverwriteTheInputs() throws {
    var random = TestRandom(seed: 84)
    let values = Self.inputs([9, 10, 17], &random)
    let names = ["mean", "logVariance", "weights"]
    let leaves = zip(names, values).map { Tensor.input($0, $1.spec) }
    try expectGraphMatchesOracle(
      ExpectedKLDivergence().all([3 * leaves[0], 2 * leaves[1], leaves[2]]),
      inputs: Dictionary(uniqueKeysWithValues: zip(names, values)))
  }

  @Test func shapesAreChecked() {
    let (mean, weights) = (TensorSpec([4, 3, 5]), TensorSpec([4, 3]))
    for inputs in [
      [mean, mean], [mean, TensorSpec([4, 3, 4]), weights], [mean, mean, TensorSpec([4])],
      [TensorSpec([4]), TensorSpec([4]), weights],
    ] {
      #expect(throws: ShapeError.self) { try ExpectedKLDivergence().outputs(inputs) }
    }
  }

  private static func inputs(
    _ shape: Shape, _ random: inout TestRandom
  ) -> [HostTensor<Double>] {
    [
      random.tensor(shape), random.tensor(shape, in: -4...2),
      random.tensor([shape[0], shape[1]], in: 0...1),
    ]
  }
}
