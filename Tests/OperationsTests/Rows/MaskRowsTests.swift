import Graphs
import Operations
import Testing

@Suite("MaskRows")
struct MaskRowsTests {
  @Test(arguments: [Shape([1]), [17, 10], [257, 3], [5, 17, 6], [3, 257]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 41)
    let inputs = [random.tensor(shape), Self.mask(&random, shape[0])]
    try expectKernelsMatchOracle(MaskRows(), inputs: inputs, tolerance: 0)
    try expectKernelsMatchOracle(MaskedGradient(), inputs: inputs, tolerance: 0)
  }

  /// In place of 3x, which nothing else reads.
  @Test func resultMayOverwriteTheInput() throws {
    var random = TestRandom(seed: 42)
    let x = random.tensor([33, 7])
    let mask = Self.mask(&random, 33)
    try expectGraphMatchesOracle(
      [MaskRows()(3 * .input("x", x.spec), .input("mask", mask.spec))],
      inputs: ["x": x, "mask": mask])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 43)
    for shape in [Shape([9, 4]), [5, 3, 4]] {
      try expectGradientsMatch(
        MaskRows(), inputs: [random.tensor(shape), Self.mask(&random, shape[0])], skipping: [1])
      let ones = HostTensor<Double>(
        integers: Array(repeating: 1, count: shape[0]), shape: [shape[0]])
      try expectGradientsMatch(
        MaskedGradient(), inputs: [random.tensor(shape), ones], skipping: [1])
    }
  }

  /// x · masked(x): 2x where the mask is 1; elsewhere the second factor is a constant.
  @Test func gradientFlowsInMaskedRowsOnly() throws {
    let x = Tensor.input("x", TensorSpec([3, 1]))
    let mask = Tensor.input("mask", TensorSpec([3], .int32))
    let sum = Reduction(.sum)(x * MaskedGradient()(x, mask))
    let gradient = try #require(Gradients(of: sum)[x])
    let values = evaluate(
      [gradient],
      inputs: [
        "x": HostTensor([3, 5, 7], shape: [3, 1]),
        "mask": HostTensor(integers: [1, 0, 2], shape: [3]),
      ])
    #expect(values[0].values == [6, 5, 7])
  }

  /// What is not finite does not pass through.
  @Test func otherRowsAreExactlyZero() throws {
    let x = HostTensor<Float>([.nan, .infinity, 3, 4], shape: [2, 2])
    let mask = HostTensor<Float>(integers: [0, 1], shape: [2])
    let y = MaskRows()(.input("x", x.spec), .input("mask", mask.spec))
    for target in TestTarget.all {
      #expect(try run([y], inputs: ["x": x, "mask": mask], on: target)[0].values == [0, 0, 3, 4])
    }
  }

  @Test func shapesAreChecked() {
    for operation in [MaskRows(), MaskedGradient()] as [any Operation] {
      #expect(throws: ShapeError.self) {
        try operation.outputs([TensorSpec([4, 3]), TensorSpec([3], .int32)])
      }
      #expect(throws: ShapeError.self) {
        try operation.outputs([TensorSpec([4, 3]), TensorSpec([4])])
      }
    }
  }

  private static func mask(_ random: inout TestRandom, _ rows: Int) -> HostTensor<Double> {
    HostTensor(integers: (0..<rows).map { _ in Int32(random.next() % 2) }, shape: [rows])
  }
}
