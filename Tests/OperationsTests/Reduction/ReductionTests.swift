import Graphs
import Operations
import Testing

@Suite("Reduction")
struct ReductionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let shape: Shape
    let axes: Range<Int>?

    init(_ shape: Shape, _ axes: Range<Int>?) {
      (self.shape, self.axes) = (shape, axes)
    }

    var testDescription: String { "\(shape) over \(axes.map { "\($0)" } ?? "all")" }
  }

  @Test(
    arguments: [
      Case([1], nil), Case([257], nil), Case([17, 257], 0..<1), Case([17, 257], 1..<2),
      Case([3, 17, 257], 1..<2), Case([5, 300, 10], 1..<2), Case([128, 1024], 0..<1),
      Case([128, 1024], 1..<2), Case([4, 28, 28, 64], 0..<3), Case([40, 28, 28, 2], 0..<3),
      Case([64, 128, 6], 0..<2), Case([], nil), Case([100_003], nil), Case([3, 4, 5], 1..<1),
    ], Reduction.Kind.allCases)
  func kernelsMatchOracle(_ reduction: Case, _ kind: Reduction.Kind) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      Reduction(kind, axes: reduction.axes),
      inputs: [random.tensor(reduction.shape, in: -0.5...1)])
  }

  /// A running sum in float32 would be wrong in the fourth digit here.
  @Test func aMillionTermsKeepTheirAccuracy() throws {
    var random = TestRandom(seed: 2)
    let x = random.tensor([1_000_003], in: 0.5...1)
    try expectKernelsMatchOracle(Reduction(.sum), inputs: [x], tolerance: 1e-6)
    let single = x.converted(to: Float.self)
    let exact = single.converted(to: Double.self).values.reduce(0, +)
    let host = Double(Reduction(.sum).evaluate([single])[0].values[0])
    #expect(abs(host - exact) / exact < 1e-5)
  }

  @Test(arguments: [
    Case([3, 4], nil), Case([3, 4], 0..<1), Case([3, 4], 1..<2), Case([2, 3, 4, 2], 1..<3),
  ])
  func gradientMatchesCentralDifferences(_ reduction: Case) throws {
    for kind in Reduction.Kind.allCases {
      var random = TestRandom(seed: 3)
      try expectGradientsMatch(
        Reduction(kind, axes: reduction.axes), inputs: [random.tensor(reduction.shape)])
    }
  }

  @Test func resultLosesTheAxes() throws {
    let spec = TensorSpec([2, 3, 4, 5])
    #expect(try Reduction(.sum, axes: 1..<3).outputs([spec]) == [TensorSpec([2, 5])])
    #expect(try Reduction(.mean).outputs([spec]) == [TensorSpec(.scalar)])
  }

  @Test(arguments: [
    [TensorSpec([4])], [TensorSpec([4, 3], .int32)], [TensorSpec([0, 3])], [],
  ])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try Reduction(.sum, axes: 1..<2).outputs(inputs) }
  }
}
