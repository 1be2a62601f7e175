import Graphs
import Operations
import Testing

@Suite("ElementwiseBinary")
struct ElementwiseBinaryTests {
  /// Two operand shapes that broadcast.
  struct Pair: Sendable, CustomTestStringConvertible {
    let first: Shape
    let second: Shape

    init(_ first: Shape, _ second: Shape) {
      self.first = first
      self.second = second
    }

    var testDescription: String { "\(first) and \(second)" }

    /// Equal, scalar, row, column, mixed, with missing axes; sizes 1, 17, 257.
    static let all: [Pair] = [
      Pair([], []), Pair([1], []), Pair([1], [1]), Pair([17], [17]), Pair([3, 257], [3, 257]),
      Pair([257], []), Pair([], [257]), Pair([5, 17], [1]), Pair([1, 1], [257]),
      Pair([17, 257], [257]), Pair([257], [17, 257]), Pair([3, 5, 7, 17], [17]),
      Pair([2, 17], [1, 17]), Pair([17, 257], [17, 1]), Pair([17, 1], [17, 257]),
      Pair([17, 1], [1, 257]), Pair([257, 1], [17]), Pair([3, 5, 7, 4], [3, 1, 1, 4]),
      Pair([3, 1, 1, 4], [3, 5, 7, 4]), Pair([3, 5, 7, 4], [5, 1, 4]),
      Pair([4, 1, 5, 1], [3, 1, 2]), Pair([2, 1, 3, 1, 2, 1], [1, 3, 1, 2, 1, 17]),
    ]
  }

  static let operators = ElementwiseBinary.Operator.allCases

  /// Every pattern of broadcasting, with the operator whose operands may not be exchanged.
  @Test(arguments: Pair.all)
  func patternsMatchOracle(_ pair: Pair) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      ElementwiseBinary(.subtract), inputs: [random.tensor(pair.first), random.tensor(pair.second)])
  }

  /// Every operator with equal shapes, a scalar, a bias row and a column.
  @Test(arguments: operators)
  func kernelsMatchOracle(_ kind: ElementwiseBinary.Operator) throws {
    var random = TestRandom(seed: 1)
    for second in [[17, 257], [], [257], [17, 1]] as [Shape] {
      try expectKernelsMatchOracle(
        ElementwiseBinary(kind),
        inputs: [random.tensor([17, 257]), random.tensor(second, in: 0.5...2)])
    }
  }

  @Test func manyElementsMatchOracle() throws {
    var random = TestRandom(seed: 2)
    let image = random.tensor([9, 31, 29, 17])
    try expectKernelsMatchOracle(ElementwiseBinary(.add), inputs: [image, random.tensor([17])])
    try expectKernelsMatchOracle(
      ElementwiseBinary(.multiply), inputs: [image, random.tensor(image.shape)])
    try expectKernelsMatchOracle(ElementwiseBinary(.subtract), inputs: [random.tensor([]), image])
  }

  @Test(arguments: operators, Pair.all)
  func gradientsMatchCentralDifferences(_ kind: ElementwiseBinary.Operator, _ pair: Pair) throws {
    guard max(pair.first.count, pair.second.count) < 500 else { return }
    var random = TestRandom(seed: 3)
    try expectGradientsMatch(
      ElementwiseBinary(kind),
      inputs: [random.tensor(pair.first), random.tensor(pair.second, in: 0.5...2)])
  }

  /// A result in the memory of its first, then of its second operand.
  @Test(arguments: operators)
  func resultMayOverwriteAnOperand(_ kind: ElementwiseBinary.Operator) throws {
    var random = TestRandom(seed: 4)
    let inputs = [
      "x": random.tensor([17, 257]), "y": random.tensor([17, 257], in: 0.5...2),
      "row": random.tensor([257], in: 0.5...2),
    ]
    let x = Tensor.input("x", TensorSpec([17, 257]))
    let y = Tensor.input("y", TensorSpec([17, 257]))
    let row = Tensor.input("row", TensorSpec([257]))
    let operation = ElementwiseBinary(kind)
    try expectGraphMatchesOracle(
      [operation(2 * x, y), operation(x, 2 * y), operation(2 * x, row), operation(row, 2 * y)],
      inputs: inputs)
  }

  @Test func resultHasTheBroadcastShape() throws {
    let specs = [TensorSpec([4, 1, 5, 1]), TensorSpec([3, 1, 2])]
    #expect(try ElementwiseBinary(.add).outputs(specs) == [TensorSpec([4, 3, 5, 2])])
  }

  @Test(arguments: [
    [TensorSpec([3]), TensorSpec([4])], [TensorSpec([3, 2]), TensorSpec([3])],
    [TensorSpec([3]), TensorSpec([3], .int32)], [TensorSpec([3])],
    [TensorSpec([2, 1, 2, 1, 2, 1, 2]), TensorSpec([1, 2, 1, 2, 1, 2, 1])],
  ])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try ElementwiseBinary(.add).outputs(inputs) }
  }

  @Test func biasRowsAreRecognised() {
    let image = TensorSpec([2, 5, 5, 8])
    let row = TensorSpec([8])
    #expect(ElementwiseBinary(.add).isRowAddition(operand: 1, inputs: [image, row]))
    #expect(ElementwiseBinary(.add).isRowAddition(operand: 0, inputs: [row, image]))
    #expect(!ElementwiseBinary(.add).isRowAddition(operand: 0, inputs: [image, row]))
    #expect(!ElementwiseBinary(.subtract).isRowAddition(operand: 1, inputs: [image, row]))
    #expect(!ElementwiseBinary(.add).isRowAddition(operand: 1, inputs: [image, TensorSpec([1])]))
    #expect(!ElementwiseBinary(.add).isRowAddition(operand: 1, inputs: [TensorSpec([2, 1]), row]))
    #expect(!ElementwiseBinary(.add).isRowAddition(operand: 1, inputs: [TensorSpec([]), row]))
    #expect(!ElementwiseBinary(.add).isRowAddition(operand: 2, inputs: [image, row]))
  }

  @Test func notANumberPassesThrough() throws {
    let x = Tensor.input("x", TensorSpec([3]))
    let inputs = ["x": HostTensor<Float>([1, .nan, .infinity], shape: [3])]
    for target in TestTarget.all {
      let sums = try run([x + x, x - x], inputs: inputs, on: target).map(\.values)
      #expect(sums[0][1].isNaN && sums[0][2] == .infinity)
      #expect(sums[1][1].isNaN && sums[1][2].isNaN)
    }
  }
}
