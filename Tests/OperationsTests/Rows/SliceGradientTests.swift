import Graphs
import Operations
import Testing

@Suite("SliceGradient")
struct SliceGradientTests {
  @Test(arguments: SliceTests.Cut.all)
  func kernelsMatchOracle(_ cut: SliceTests.Cut) throws {
    var random = TestRandom(seed: 1)
    let upstream = try Slice(cut.axis, cut.range).outputs([TensorSpec(cut.shape)])[0].shape
    let extent = cut.axis == .first ? cut.shape[0] : cut.shape.last
    try expectKernelsMatchOracle(
      SliceGradient(cut.axis, cut.range, of: extent), inputs: [random.tensor(upstream)],
      tolerance: 0)
  }

  @Test(arguments: Slice.Axis.allCases)
  func gradientMatchesCentralDifferences(_ axis: Slice.Axis) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(
      SliceGradient(axis, 1..<3, of: 5), inputs: [random.tensor([2, 3, 2])])
  }

  @Test func zerosSurroundTheRange() {
    let upstream = HostTensor<Double>([1, 2], shape: [2, 1])
    #expect(
      SliceGradient(.last, 1..<2, of: 3).evaluate([upstream])
        == [HostTensor([0, 1, 0, 0, 2, 0], shape: [2, 3])])
    #expect(
      SliceGradient(.first, 1..<3, of: 4).evaluate([upstream])
        == [HostTensor([0, 1, 2, 0], shape: [4, 1])])
  }

  @Test(arguments: [[TensorSpec([4, 3])], [TensorSpec([4, 2], .int32)], [TensorSpec([])], []])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try SliceGradient(.last, 1..<3, of: 5).outputs(inputs) }
  }
}
