import Graphs
import Operations
import Testing

/// `MaskedCrossEntropy` with class weights.
@Suite("WeightedCrossEntropy")
struct WeightedCrossEntropyTests {
  @Test(arguments: [Shape([1, 1]), [17, 10], [257, 5], [128, 10], [16, 128, 6]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 31)
    for scale in [Float(1), 768] {
      try expectKernelsMatchOracle(
        MaskedCrossEntropy(gradientScale: scale, hasClassWeights: true),
        inputs: Self.inputs(&random, shape), tolerance: 2e-6)
    }
  }

  /// The label of a sequence counts for each of its steps.
  @Test(arguments: [Shape([1, 5, 3]), [9, 17, 6]])
  func labelsOfSequences(_ shape: Shape) throws {
    var random = TestRandom(seed: 32)
    try expectKernelsMatchOracle(
      MaskedCrossEntropy(hasClassWeights: true),
      inputs: Self.inputs(&random, shape, labelAxes: 1), tolerance: 2e-6)
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 33)
    try expectGradientsMatch(
      MaskedCrossEntropy(gradientScale: 3, hasClassWeights: true),
      inputs: Self.inputs(&random, [9, 4]), skipping: [1, 2, 3])
  }

  /// In place of 3x, which nothing else reads.
  @Test func gradientMayOverwriteTheLogits() throws {
    var random = TestRandom(seed: 34)
    let inputs = Self.inputs(&random, [70, 7])
    let leaves = inputs.enumerated().map { Tensor.input("\($0.offset)", $0.element.spec) }
    try expectGraphMatchesOracle(
      MaskedCrossEntropy(hasClassWeights: true).all([3 * leaves[0]] + leaves[1...]),
      inputs: Dictionary(
        uniqueKeysWithValues: inputs.enumerated().map { ("\($0.offset)", $0.element) }))
  }

  /// −(2·ln ½ + 5·ln ½)/2: divided by the number of labelled rows, not by the sum of their weights.
  @Test func weightsMultiplyRows() {
    let loss = MaskedCrossEntropy(hasClassWeights: true).evaluate([
      HostTensor<Double>(zeros: TensorSpec([3, 2])),
      HostTensor(integers: [0, 1, -1], shape: [3]), HostTensor(integers: [1, 1, 1], shape: [3]),
      HostTensor([2, 5], shape: [2]),
    ])
    let expected = HostTensor<Double>([3.5 * 0.693_147_180_559_945_3], shape: .scalar)
    expectClose(loss[0], expected, tolerance: 1e-12, "weighted loss")
    expectClose(
      loss[1], HostTensor<Double>([-0.5, 0.5, 1.25, -1.25, 0, 0], shape: [3, 2]),
      tolerance: 1e-12, "its gradient")
  }

  @Test func weightsOfOneChangeNoBitOfTheHost() {
    var random = TestRandom(seed: 35)
    let inputs = Self.inputs(&random, [33, 6])
    let ones = HostTensor<Double>(Array(repeating: 1, count: 6), shape: [6])
    #expect(
      MaskedCrossEntropy(hasClassWeights: true).evaluate(inputs.dropLast() + [ones])
        == MaskedCrossEntropy().evaluate(inputs.dropLast()))
  }

  @Test func withoutLabelsLossAndGradientAreExactlyZero() throws {
    var random = TestRandom(seed: 36)
    let shape: Shape = [70, 7]
    var inputs = Self.inputs(&random, shape)
    inputs[1] = HostTensor(integers: Array(repeating: -1, count: 70), shape: [70])
    try expectKernelsMatchOracle(
      MaskedCrossEntropy(hasClassWeights: true), inputs: inputs, tolerance: 0)
  }

  @Test func shapesAreChecked() {
    let rows = TensorSpec([4], .int32)
    #expect(throws: ShapeError.self) {
      try MaskedCrossEntropy(hasClassWeights: true).outputs([TensorSpec([4, 3]), rows, rows])
    }
    #expect(throws: ShapeError.self) {
      try MaskedCrossEntropy(hasClassWeights: true).outputs(
        [TensorSpec([4, 3]), rows, rows, TensorSpec([4])])
    }
    #expect(throws: ShapeError.self) {
      try MaskedCrossEntropy().outputs([TensorSpec([4, 3]), rows, rows, TensorSpec([3])])
    }
  }

  /// - Parameter labelAxes: the axes that labels and mask have; nil for all but the classes.
  private static func inputs(
    _ random: inout TestRandom, _ shape: Shape, labelAxes: Int? = nil
  ) -> [HostTensor<Double>] {
    let rows = Shape(Array(shape.dimensions.prefix(labelAxes ?? shape.rank - 1)))
    let labels = (0..<rows.count).map { row in
      row > 0 && row % 5 == 0 ? -1 : Int32(random.next() % UInt64(shape.last))
    }
    let mask = (0..<rows.count).map { $0 == 0 ? Int32(1) : Int32(random.next() % 2) }
    return [
      random.tensor(shape, in: -5...5), HostTensor(integers: labels, shape: rows),
      HostTensor(integers: mask, shape: rows), random.tensor([shape.last], in: 0...3),
    ]
  }
}
