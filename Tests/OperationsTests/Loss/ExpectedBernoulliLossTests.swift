import Graphs
import Operations
import Testing

@Suite("ExpectedBernoulliLoss")
struct ExpectedBernoulliLossTests {
  @Test(arguments: [
    Shape([1, 1]), [17, 3, 1], [1, 10, 257], [5, 4, 7, 9], [33, 10, 784], [257, 2, 17],
  ])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 71)
    try expectKernelsMatchOracle(
      ExpectedBernoulliLoss(), inputs: Self.inputs(shape, &random), tolerance: 2e-6)
  }

  @Test(arguments: [Shape([3, 4, 5]), [2, 3]])
  func gradientsMatchCentralDifferences(_ shape: Shape) throws {
    var random = TestRandom(seed: 72)
    try expectGradientsMatch(
      ExpectedBernoulliLoss(), inputs: Self.inputs(shape, &random, in: -4...4), skipping: [1])
  }

  /// One class of weight 1 is the loss without classes.
  @Test func oneClassIsThePlainLoss() {
    var random = TestRandom(seed: 73)
    let (logits, targets) = (random.tensor([4, 1, 9]), random.tensor([4, 9], in: 0...1))
    let results = ExpectedBernoulliLoss().evaluate([
      logits, targets, HostTensor(Array(repeating: 1, count: 4), shape: [4, 1]),
    ])
    let plain = BernoulliLoss().evaluate([logits.reshaped(to: [4, 9]), targets])
    #expect(abs(results[0].values[0] - plain[0].values[0]) < 1e-12)
    #expect(results[1].values == plain[1].values)
    #expect(abs(results[2].values.reduce(0, +) - plain[0].values[0]) < 1e-12)
  }

  /// In place of 3·logits, which nothing else reads.
  @Test func gradientMayOverwriteTheLogits() throws {
    var random = TestRandom(seed: 74)
    let values = Self.inputs([9, 10, 33], &random)
    let names = ["logits", "targets", "weights"]
    let leaves = zip(names, values).map { Tensor.input($0, $1.spec) }
    try expectGraphMatchesOracle(
      ExpectedBernoulliLoss().all([3 * leaves[0], leaves[1], leaves[2]]),
      inputs: Dictionary(uniqueKeysWithValues: zip(names, values)))
  }

  /// The gradient of a loss that is itself the total needs no product.
  @Test func upstreamOfOneAddsNoOperation() throws {
    let leaves = [TensorSpec([2, 3, 4]), TensorSpec([2, 4]), TensorSpec([2, 3])].enumerated().map {
      Tensor.input("input\($0.offset)", $0.element)
    }
    let results = ExpectedBernoulliLoss().all(leaves)
    let gradients = Gradients(of: results[0])
    #expect(gradients[leaves[0]] == results[1] && gradients[leaves[2]] == results[2])
  }

  @Test func shapesAreChecked() {
    let (logits, weights) = (TensorSpec([4, 3, 5]), TensorSpec([4, 3]))
    for inputs in [
      [logits, TensorSpec([4, 5])], [logits, TensorSpec([4, 3, 5]), weights],
      [logits, TensorSpec([4, 5]), TensorSpec([4])], [TensorSpec([4]), TensorSpec([4]), weights],
    ] {
      #expect(throws: ShapeError.self) { try ExpectedBernoulliLoss().outputs(inputs) }
    }
  }

  private static func inputs(
    _ shape: Shape, _ random: inout TestRandom, in range: ClosedRange<Double> = -20...20
  ) -> [HostTensor<Double>] {
    let (batch, classes) = (shape[0], shape[1])
    return [
      random.tensor(shape, in: range),
      random.tensor(Shape([batch] + shape.dimensions.dropFirst(2)), in: 0...1),
      random.tensor([batch, classes], in: 0...1),
    ]
  }
}
