import Graphs
import Operations
import Testing

@Suite("MaskedCrossEntropy")
struct MaskedCrossEntropyTests {
  @Test(arguments: [Shape([1, 1]), [17, 10], [257, 5], [128, 10], [16, 128, 6]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 22)
    for scale in [Float(1), 768] {
      try expectKernelsMatchOracle(
        MaskedCrossEntropy(gradientScale: scale), inputs: Self.inputs(&random, shape),
        tolerance: 2e-6)
    }
  }

  /// The label of a sequence counts for each of its steps.
  @Test(arguments: [Shape([1, 5, 3]), [9, 17, 6], [16, 128, 6]])
  func labelsOfSequences(_ shape: Shape) throws {
    var random = TestRandom(seed: 25)
    let inputs = Self.inputs(&random, shape, labelAxes: 1)
    try expectKernelsMatchOracle(MaskedCrossEntropy(), inputs: inputs, tolerance: 2e-6)
    let (rows, steps) = (Shape(shape.dimensions.dropLast()), shape[1])
    let repeated = inputs[1...].map { entries in
      HostTensor<Double>(
        integers: entries.integers.flatMap { Array(repeating: $0, count: steps) }, shape: rows)
    }
    #expect(
      MaskedCrossEntropy().evaluate(inputs) == MaskedCrossEntropy().evaluate([inputs[0]] + repeated)
    )
  }

  @Test(arguments: [Float(1), 768])
  func gradientMatchesCentralDifferences(_ gradientScale: Float) throws {
    var random = TestRandom(seed: 23)
    try expectGradientsMatch(
      MaskedCrossEntropy(gradientScale: gradientScale), inputs: Self.inputs(&random, [9, 4]),
      skipping: [1, 2])
  }

  /// Half of the rows are unlabelled; whatever their labels, no bit changes.
  @Test func labelsOfUnlabelledRowsDoNotMatter() throws {
    var random = TestRandom(seed: 24)
    let shape: Shape = [130, 7]
    let inputs = Self.inputs(&random, shape).map { $0.converted(to: Float.self) }
    let mask = inputs[2].integers
    for replacement in [Int32(-1), 3, 7, 1_000_000, .min, .max] {
      let labels = zip(inputs[1].integers, mask).map { $1 == 1 ? $0 : replacement }
      let changed = [inputs[0], HostTensor(integers: labels, shape: [130]), inputs[2]]
      #expect(
        MaskedCrossEntropy().evaluate(inputs) == MaskedCrossEntropy().evaluate(changed))
      for target in TestTarget.all {
        let expected = try Self.run(inputs, on: target)
        let actual = try Self.run(changed, on: target)
        #expect(actual == expected, "label \(replacement)")
        for (row, value) in mask.enumerated() where value == 0 {
          #expect(actual[1].values[row * 7..<row * 7 + 7].allSatisfy { $0 == 0 })
        }
      }
    }
  }

  /// A row with a mask of 1 and a label that is no class is unlabelled: the label is never an index.
  @Test func labelsOutsideTheClassesCountAsUnlabelled() throws {
    let logits = HostTensor<Float>([1, 2, 3, 4, 0, -1], shape: [3, 2])
    let mask = HostTensor<Float>(integers: [1, 1, 1], shape: [3])
    let inputs = [logits, HostTensor(integers: [1, -1, 2], shape: [3]), mask]
    let alone = [
      logits, HostTensor(integers: [1, 0, 0], shape: [3]),
      HostTensor<Float>(integers: [1, 0, 0], shape: [3]),
    ]
    for target in TestTarget.all {
      let actual = try Self.run(inputs, on: target)
      let expected = try Self.run(alone, on: target)
      #expect(actual == expected)
    }
  }

  /// Every other row with a mask of 1 lacks its label, as in data with several heads.
  @Test func missingLabelsInLabelledRows() throws {
    var random = TestRandom(seed: 26)
    for (shape, axes) in [(Shape([257, 5]), 1), ([16, 17, 6], 2), ([16, 17, 6], 1)] {
      let inputs = Self.withoutSomeLabels(Self.inputs(&random, shape, labelAxes: axes))
      try expectKernelsMatchOracle(MaskedCrossEntropy(), inputs: inputs, tolerance: 2e-6)
    }
    try expectGradientsMatch(
      MaskedCrossEntropy(), inputs: Self.withoutSomeLabels(Self.inputs(&random, [9, 4])),
      skipping: [1, 2])
  }

  /// Not even a NaN among the logits of unlabelled rows passes through.
  @Test func withoutLabelsLossAndGradientAreExactlyZero() throws {
    let logits = HostTensor<Float>(
      (0..<700).map { $0 == 5 ? .nan : Float($0) }, shape: [70, 10])
    let inputs = [
      logits, HostTensor(integers: (0..<70).map { Int32($0 % 10) }, shape: [70]),
      HostTensor(integers: Array(repeating: 0, count: 70), shape: [70]),
    ]
    let zeros = [
      HostTensor<Float>(0), HostTensor<Float>(zeros: TensorSpec([70, 10])),
    ]
    #expect(MaskedCrossEntropy().evaluate(inputs) == zeros)
    for target in TestTarget.all {
      let actual = try Self.run(inputs, on: target)
      #expect(actual == zeros)
    }
  }

  @Test func extremeLogits() throws {
    let inputs = [
      HostTensor<Float>([1_000, -1_000, 0], shape: [1, 3]),
      HostTensor(integers: [1], shape: [1]), HostTensor(integers: [1], shape: [1]),
    ]
    for target in TestTarget.all {
      let results = try Self.run(inputs, on: target)
      #expect(results[0].values == [2_000])
      #expect(results[1].values == [1, -1, 0])
    }
  }

  @Test func shapesAreChecked() {
    let rows = TensorSpec([4], .int32)
    #expect(throws: ShapeError.self) {
      try MaskedCrossEntropy().outputs([TensorSpec([5, 3]), rows, rows])
    }
    #expect(throws: ShapeError.self) {
      try MaskedCrossEntropy().outputs([TensorSpec([4, 3]), TensorSpec([4]), rows])
    }
  }

  /// All masks are 1, and every other label is missing.
  private static func withoutSomeLabels(_ inputs: [HostTensor<Double>]) -> [HostTensor<Double>] {
    let labels = inputs[1].integers.enumerated().map { $0.offset % 2 == 0 ? $0.element : -1 }
    let rows = inputs[1].shape
    return [
      inputs[0], HostTensor(integers: labels, shape: rows),
      HostTensor(integers: labels.map { _ in 1 }, shape: rows),
    ]
  }

  /// - Parameter labelAxes: the axes that labels and mask have; nil for all but the classes.
  private static func inputs(
    _ random: inout TestRandom, _ shape: Shape, labelAxes: Int? = nil
  ) -> [HostTensor<Double>] {
    let rows = Shape(Array(shape.dimensions.prefix(labelAxes ?? shape.rank - 1)))
    let labels = (0..<rows.count).map { _ in Int32(random.next() % UInt64(shape.last)) }
    let mask = (0..<rows.count).map { $0 == 0 ? Int32(1) : Int32(random.next() % 2) }
    return [
      random.tensor(shape, in: -5...5), HostTensor(integers: labels, shape: rows),
      HostTensor(integers: mask, shape: rows),
    ]
  }

  private static func run(
    _ inputs: [HostTensor<Float>], on target: TestTarget
  ) throws -> [HostTensor<Float>] {
    let leaves = inputs.enumerated().map { Tensor.input("\($0.offset)", $0.element.spec) }
    let feed = Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ("\($0.offset)", $0.element) })
    return try OperationsTests.run(MaskedCrossEntropy().all(leaves), inputs: feed, on: target)
  }
}
