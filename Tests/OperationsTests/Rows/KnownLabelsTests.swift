import Graphs
import Operations
import Testing

@Suite("KnownLabels")
struct KnownLabelsTests {
  /// Labels in and out of range, with masks of 0, 1 and 2.
  @Test(arguments: [1, 17, 257, 3_000], [1, 10])
  func kernelsMatchOracle(_ rows: Int, _ classes: Int) throws {
    var random = TestRandom(seed: 61)
    func integers(_ range: UInt64, _ first: Int32) -> HostTensor<Double> {
      HostTensor(
        integers: (0..<rows).map { _ in Int32(random.next() % range) + first }, shape: [rows])
    }
    try expectKernelsMatchOracle(
      KnownLabels(classes: classes), inputs: [integers(UInt64(classes) + 3, -2), integers(3, 0)],
      tolerance: 0)
  }

  @Test func rowsWithoutALabelAreUnknown() {
    let results = KnownLabels(classes: 3).evaluate([
      HostTensor<Double>(integers: [2, 0, -1, 3, 1], shape: [5]),
      HostTensor<Double>(integers: [1, 0, 1, 1, 1], shape: [5]),
    ])
    #expect(results[0].values == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
    #expect(results[1].integers == [0, 1, 1, 1, 0])
  }

  @Test func shapesAreChecked() {
    let integers = TensorSpec([4], .int32)
    for inputs in [
      [integers], [integers, TensorSpec([3], .int32)], [TensorSpec([4]), integers],
      [TensorSpec([4, 1], .int32), TensorSpec([4, 1], .int32)],
    ] {
      #expect(throws: ShapeError.self) { try KnownLabels(classes: 2).outputs(inputs) }
    }
  }
}
