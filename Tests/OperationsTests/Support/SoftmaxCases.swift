import Graphs
import Operations
import Testing

/// The cases that softmax, its logarithm and their gradients are tested with.
enum SoftmaxCases {
  static let shapes: [Shape] = [
    [1], [17], [257], [1, 1], [257, 1], [17, 10], [3, 5, 6], [1_000, 17],
  ]
  static let smallShapes: [Shape] = [[7], [3, 5], [2, 3, 4]]

  static let unsuitableInputs = [[TensorSpec([4], .int32)], [TensorSpec([])], []]
  static let unsuitableGradientInputs = [
    [TensorSpec([4]), TensorSpec([5])], [TensorSpec([]), TensorSpec([])], [TensorSpec([4])],
  ]

  /// The result of a forward operation in place of its input.
  static func expectResultMayOverwriteTheInput(of operation: some Operation) throws {
    var random = TestRandom(seed: 3)
    let x = Tensor.input("x", TensorSpec([33, 10]))
    try expectGraphMatchesOracle([operation(3 * x)], inputs: ["x": random.tensor([33, 10])])
  }

  /// The result of a gradient in place of the upstream gradient, then of the output.
  static func expectResultMayOverwriteAnOperand(of gradient: some Operation) throws {
    var random = TestRandom(seed: 3)
    let spec = TensorSpec([33, 10])
    let upstream = Tensor.input("upstream", spec)
    let y = Tensor.input("y", spec)
    try expectGraphMatchesOracle(
      [gradient(3 * upstream, y), gradient(upstream, 0.5 * y)],
      inputs: ["upstream": random.tensor(spec.shape), "y": random.tensor(spec.shape)])
  }

  /// Checks a row with a NaN, whose results are all NaN, a row of large equal values, and a row with −∞
  /// and a wide range.
  ///
  /// - Parameters:
  ///   - isUniform: accepts a result of the row of equal values.
  ///   - wide: the results of the last row.
  static func expectExtremeRows(
    of operation: some Operation, isUniform: (Float) -> Bool, wide: [Float]
  ) throws {
    let x = Tensor.input("x", TensorSpec([3, 4]))
    let values: [Float] = [
      0, .nan, 1, 2, 3e38, 3e38, 3e38, 3e38, -.infinity, 10_000, 0, 20_000,
    ]
    for target in TestTarget.all {
      let y = try run(
        [operation(x)], inputs: ["x": HostTensor(values, shape: [3, 4])], on: target)[0]
        .values
      #expect(y[0..<4].allSatisfy { $0.isNaN })
      #expect(y[4..<8].allSatisfy { isUniform($0) })
      #expect(y[8..<12].elementsEqual(wide))
    }
  }
}
