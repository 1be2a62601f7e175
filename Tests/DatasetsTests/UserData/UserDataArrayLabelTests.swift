import Datasets
import Files
import Foundation
import TestFiles
import Testing

/// Labels in arrays.
@Suite struct UserDataArrayLabelTests {
  private func labels(
    _ shape: [Int], _ values: NamedArray.Values, unlabelled: String? = nil, samples: [Int]? = nil
  ) throws -> [RawLabels] {
    let x = samples ?? [shape[0], 1]
    var options = UserDataOptions()
    options.unlabelledValue = unlabelled
    var labels: [RawLabels]?
    try withFolder { folder in
      let zeros = [Float](repeating: 0, count: x.reduce(1, *))
      try NpzFile.write(
        [NamedArray("x", shape: x, zeros), NamedArray("y", shape: shape, values: values)],
        to: "\(folder)/data.npz")
      labels = try ArrayDataReader.read("\(folder)/data.npz", options).train.labels
    }
    return try #require(labels)
  }

  private func refusal(
    _ shape: [Int], _ values: NamedArray.Values, samples: [Int]? = nil
  ) -> String {
    failure { _ = try labels(shape, values, samples: samples) }?.description ?? "no error"
  }

  /// The number of each row's class; nil where it has none.
  private func numbers(_ labels: RawLabels) -> [Int64?] {
    labels.codes.map { code in
      guard code >= 0, case .integer(let number) = labels.distinct[Int(code)] else { return nil }
      return number
    }
  }

  @Test(
    arguments: [
      (.int64([5, -1, 9_000_000_000, 5]), [5, nil, 9_000_000_000, 5]),
      (.int32([5, -1, -7, 5]), [5, nil, -7, 5]), (.uint8([5, 255, 0, 5]), [5, 255, 0, 5]),
      (.bool([true, false, true, true]), [1, 0, 1, 1]),
      (.float32([5, .nan, -1, 3]), [5, nil, nil, 3]),
      (.float64([5, .nan, 4_000_000_001, 5]), [5, nil, 4_000_000_001, 5]),
    ] as [(NamedArray.Values, [Int64?])])
  func everyType(values: NamedArray.Values, expected: [Int64?]) throws {
    for shape in [[4], [4, 1]] {
      let labels = try labels(shape, values)
      #expect(labels.map(\.name) == [""])
      #expect(try numbers(#require(labels.first)) == expected)
      let distinct = try #require(labels.first).distinct
      #expect(Set(distinct).count == distinct.count)
    }
  }

  @Test func aGivenValueSaysUnlabelled() throws {
    let labels = try labels([4], .uint8([5, 255, 0, 5]), unlabelled: "255")
    #expect(
      labels == [RawLabels(name: "", distinct: [.integer(5), .integer(0)], codes: [0, -1, 1, 0])])
  }

  @Test func severalHeads() throws {
    let labels = try labels([3, 2], .int32([0, 4, 1, -1, 2, 4]))
    #expect(labels.map(\.name) == ["y1", "y2"])
    #expect(labels.map(numbers) == [[0, 1, 2], [4, nil, 4]])
  }

  /// More rows than are read at a time.
  @Test func manyRows() throws {
    let values = (0..<70_000).map { Int32($0 % 3) }
    let labels = try labels([values.count], .int32(values))
    #expect(labels.first?.codes == values)
  }

  @Test(
    arguments: [
      .int32([0, 1, 0, 1, 0, 0]), .float32([0, 1, 0, 1, 0, 0]), .uint8([0, 0, 1, 1, 0, 0]),
      .bool([true, false, false, false, false, true]), .float32([1, 0, 0, .nan, .nan, .nan]),
      .int32([-1, -1, -1, 0, 0, 1]),
    ] as [NamedArray.Values])
  func oneHotIsAmbiguous(values: NamedArray.Values) {
    let line = refusal([2, 3], values)
    #expect(line.contains("data.npz(y): found shape [2, 3] with a single 1 in each row"))
    #expect(line.contains("numpy.argmax(y, axis=1) for one head, or y + 1 for 3 heads"))
  }

  @Test(
    arguments: [
      .int32([0, 1, 0, 1, 0, 1]), .int32([0, 0, 0, 1, 0, 0]), .int32([0, 2, 0, 1, 0, 0]),
      .int32([-1, -1, -1, -1, -1, -1]),
    ] as [NamedArray.Values])
  func headsOfZeroAndOne(values: NamedArray.Values) throws {
    #expect(try labels([2, 3], values).count == 3)
  }

  @Test func numbersThatAreNoClasses() {
    let one = refusal([3], .float32([0, 1, 0.5]))
    #expect(one.contains("data.npz(y): found 0.5 in row 2 (from 0), expected whole numbers"))
    let two = refusal([2, 2], .float64([0, 1, 0, .infinity]))
    #expect(two.contains("found inf in row 1, column 1 (from 0)"))
  }

  @Test func otherShapes() {
    let few = refusal([3], .int32([0, 1, 2]), samples: [4, 2])
    #expect(few.contains("data.npz(y): found shape [3], expected [4] or [4, heads]"))
    let transposed = refusal([2, 4], .int32([0, 1, 2, 3, 0, 1, 2, 3]), samples: [4, 2])
    #expect(transposed.contains("y.T"))
    let last = refusal([5], .int32([0, 1, 2, 3, 4]), samples: [8, 8, 3, 5])
    #expect(last.contains("numpy.moveaxis(x, 3, 0)"))
    let deep = refusal([2, 1, 1], .int32([0, 1]), samples: [2, 2])
    #expect(deep.contains("found shape [2, 1, 1], expected [2], or [2, heads]"))
    let wide = refusal([2, 101], .int32([Int32](repeating: 1, count: 202)))
    #expect(wide.contains("at most 100 heads"))
  }

  @Test func textsAreRefused() throws {
    try withFolder { folder in
      try NpyFile.write(NamedArray("", shape: [1, 2], [1, 2]), to: "\(folder)/x.npy")
      let header = "{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}\n"
      try write(
        [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
          + [97, 0, 0, 0], "\(folder)/y.npy")
      let error = failure { _ = try ArrayDataReader.read(folder, UserDataOptions()) }
      #expect(error?.description.contains("y.npy: found element type '<U1'") == true)
      #expect(error?.description.contains("numpy.unique") == true)
    }
  }
}
