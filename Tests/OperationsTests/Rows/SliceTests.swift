import Graphs
import Operations
import Testing

@Suite("Slice")
struct SliceTests {
  /// An axis and a range of it in a shape.
  struct Cut: Sendable, CustomTestStringConvertible {
    let axis: Slice.Axis
    let range: Range<Int>
    let shape: Shape

    var testDescription: String { "\(axis) \(range) of \(shape)" }

    static let all: [Cut] = [
      Cut(axis: .last, range: 0..<1, shape: [1]), Cut(axis: .last, range: 3..<17, shape: [17]),
      Cut(axis: .last, range: 250..<257, shape: [17, 257]),
      Cut(axis: .last, range: 0..<2, shape: [257, 12]),
      Cut(axis: .last, range: 1..<3, shape: [2, 3, 5, 4]),
      Cut(axis: .last, range: 100..<700, shape: [31, 801]),
      Cut(axis: .first, range: 0..<1, shape: [1]), Cut(axis: .first, range: 3..<16, shape: [17]),
      Cut(axis: .first, range: 5..<257, shape: [257, 17]),
      Cut(axis: .first, range: 1..<2, shape: [3, 2, 5, 4]),
      Cut(axis: .first, range: 0..<17, shape: [17, 3]),
    ]
  }

  @Test(arguments: Cut.all)
  func kernelsMatchOracle(_ cut: Cut) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      Slice(cut.axis, cut.range), inputs: [random.tensor(cut.shape)], tolerance: 0)
  }

  @Test(arguments: Slice.Axis.allCases)
  func integersKeepTheirBits(_ axis: Slice.Axis) throws {
    let labels: HostTensor<Double> = HostTensor(integers: [.max, -2, .min, 4], shape: [4])
    try expectKernelsMatchOracle(Slice(axis, 1..<3), inputs: [labels])
  }

  @Test func integersHaveNoGradient() {
    let labels = Tensor.input("labels", TensorSpec([4], .int32))
    let slice = Slice(.first, 1..<3)
    let gradients = slice.gradients([labels], [slice(labels)], [.constant([1, 1], shape: [2])])
    #expect(gradients == [nil])
  }

  @Test(arguments: Slice.Axis.allCases)
  func gradientMatchesCentralDifferences(_ axis: Slice.Axis) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(Slice(axis, 1..<3), inputs: [random.tensor([4, 2, 5])])
  }

  @Test func rangesAreCut() {
    let x = HostTensor<Double>([1, 2, 3, 4, 5, 6], shape: [3, 2])
    #expect(Slice(.first, 1..<3).evaluate([x]) == [HostTensor([3, 4, 5, 6], shape: [2, 2])])
    #expect(Slice(.last, 1..<2).evaluate([x]) == [HostTensor([2, 4, 6], shape: [3, 1])])
  }

  @Test(arguments: [[TensorSpec([4, 2])], [TensorSpec([])], []])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try Slice(.last, 1..<3).outputs(inputs) }
  }
}
