import Datasets
import Testing

@Suite struct ArrayDatasetRefusalTests {
  private let rows: [Float] = (0..<24).map { Float($0) }

  private func refused(
    _ shape: [Int], _ kind: SampleKind, labels: [Int?] = [], classNames: [String]? = nil,
    test: ArrayTestPart = .share(0, seed: 1)
  ) -> DatasetError? {
    failure {
      _ = try ArrayDataset(
        rows, shape: shape, kind: kind, labels: labels, classNames: classNames, test: test)
    }
  }

  @Test(arguments: [
    ([24], SampleKind.table), ([4, 6], .image), ([4, 6], .sequence), ([2, 3, 4], .table),
    ([1, 2, 3, 4], .sequence), ([5, 5], .table), ([0, 6], .table), ([-4, -6], .table),
    ([Int.max, 2], .table), ([], .table),
  ])
  func shapes(shape: [Int], kind: SampleKind) {
    let error = refused(shape, kind)
    #expect(error?.kind == .usage)
    #expect(error?.description.hasPrefix("shape: found \(shape), expected ") == true)
  }

  @Test func labels() {
    #expect(refused([4, 6], .table, labels: [1, 2])?.kind == .usage)
    let names = refused([4, 6], .table, labels: [0, 1, 2, nil], classNames: ["a", "b"])
    #expect(
      names
        == .usage(
          setting: "labels", found: "label 2 of sample 2",
          expected: "-1 or an index of the 2 class names"))
    #expect(
      refused([4, 6], .table, labels: [0, 1, 0, 1], classNames: ["a", "a"])?.kind == .usage)
    // Nothing could be learnt of class b.
    let unseen = refused([4, 6], .table, labels: [0, 2, 2, 0], classNames: ["a", "b", "c"])
    #expect(unseen?.kind == .badData)
    #expect(unseen?.description.contains("no training row of class 'b'") == true)
    let one = refused([4, 6], .table, labels: [5, 5, nil, 5])
    #expect(one?.description.contains("array: found one class only ('5')") == true)
  }

  @Test func valuesThatAreNotFinite() {
    func message(_ shape: [Int], _ kind: SampleKind, at index: Int, _ value: Float) -> String? {
      var values = rows
      values[index] = value
      return failure {
        _ = try ArrayDataset(values, shape: shape, kind: kind, test: .share(0.25, seed: 1))
      }?.description
    }
    let expected = ", expected finite numbers; replace the value, or leave out the sample"
    #expect(message([4, 6], .table, at: 13, .nan) == "array: found nan at [2, 1]" + expected)
    #expect(
      message([4, 3, 2], .sequence, at: 23, -.infinity)
        == "array: found -inf at [3, 2, 1]" + expected)
    #expect(
      message([2, 3, 4], .image, at: 17, .infinity) == "array: found inf at [1, 1, 1]" + expected)
    #expect(
      message([2, 2, 3, 2], .image, at: 13, .nan) == "array: found nan at [1, 0, 0, 1]" + expected)
  }

  @Test func testParts() {
    let shape = refused([4, 6], .table, test: .floats([1, 2, 3], shape: [1, 3]))
    #expect(shape?.kind == .badData)
    #expect(
      shape?.description.contains("array, test part: found samples of shape [3], expected [6]")
        == true)
    let bytes = refused([4, 6], .table, test: .bytes([1, 2, 3, 4, 5, 6], shape: [1, 6]))
    #expect(bytes?.description.contains("found samples of type byte, expected float") == true)
    let labels = refused(
      [4, 6], .table, labels: [0, 1, 0, 1],
      test: .floats([1, 2, 3, 4, 5, 6], shape: [1, 6], labels: [2]))
    #expect(labels?.kind == .badData)
    #expect(
      labels?.description.contains("found the label '2' in row 0, expected one of the 2") == true)
    let none = refused([4, 6], .table, test: .floats(rows, shape: [4, 6], labels: [2, 3, 2, 3]))
    #expect(none?.kind == .usage)
    let value = refused(
      [4, 6], .table, test: .floats([1, 2, 3, .nan, 5, 6], shape: [1, 6]))
    #expect(value?.description.hasPrefix("array, test part: found nan at [0, 3]") == true)
  }

  @Test func whatReadingThrows() {
    let error = failure {
      _ = try ArrayDataset(DamagedSamples(), kind: .sequence, heads: [])
    }
    #expect(error == DamagedSamples.error)
  }
}

/// Samples that cannot be read.
private struct DamagedSamples: SampleSource {
  static let error = DatasetError.badData(
    path: "f", found: "damage", expected: "none", advice: "mend it")

  let count = 3
  let sampleShape = [2, 2]
  let element = SampleElement.byte

  func read(
    rows: some Collection<Int>, into bytes: UnsafeMutableBufferPointer<UInt8>
  ) throws(DatasetError) { throw Self.error }

  func read(
    rows: some Collection<Int>, into values: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) { throw Self.error }
}
