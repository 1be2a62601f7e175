import Files
import Foundation
import Testing

@Suite struct NpyRowsTests {
  private func floats(_ rows: NpyRows, _ range: Range<Int>) throws -> [Float] {
    var values = [Float](repeating: .nan, count: range.count * rows.valuesPerRow)
    try values.withUnsafeMutableBufferPointer { try rows.read(range, into: $0) }
    return values
  }

  private func bytes(_ rows: NpyRows, _ range: Range<Int>, size: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: range.count * size)
    try bytes.withUnsafeMutableBytes { try rows.read(range, into: $0) }
    return bytes
  }

  /// A file of version 1.0.
  private func file(_ type: String, _ shape: String, _ values: [UInt8]) -> [UInt8] {
    let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape)}\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      + values
  }

  @Test func readsRowsOfAnyAxes() throws {
    try withTemporaryFolder { folder in
      let values = (0..<24).map { Float($0) / 4 }
      try NpyFile.write(NamedArray("", shape: [4, 3, 2], values), to: "\(folder)/a.npy")
      let rows = try NpyRows(at: "\(folder)/a.npy")
      #expect(rows.shape == [4, 3, 2] && rows.count == 4 && rows.valuesPerRow == 6)
      #expect(rows.element == .real && rows.path == "\(folder)/a.npy")
      #expect(try floats(rows, 0..<4) == values)
      #expect(try floats(rows, 2..<3) == Array(values[12..<18]))
      #expect(try floats(rows, 4..<4).isEmpty)
      #expect(try rows.values(1..<3) == .float32(Array(values[6..<18])))
    }
  }

  /// Every type that NumPy has: its stored bytes, one row of two values, and what they are.
  @Test(
    arguments: [
      ("|b1", NpyRows.Element.bool, [0, 2], [0, 1]), ("|u1", .byte, [7, 255], [7, 255]),
      ("|i1", .integer, [0xFF, 127], [-1, 127]),
      ("<i2", .integer, [0xFE, 0xFF, 0, 1], [-2, 256]),
      ("<u2", .integer, [0xFF, 0xFF, 0, 1], [65_535, 256]),
      ("<i4", .integer, [0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0], [-1, 1]),
      ("<u4", .integer, [0, 0, 0, 0x80, 1, 0, 0, 0], [2_147_483_648, 1]),
      ("<i8", .integer, [UInt8](repeating: 0xFF, count: 8) + [2, 0, 0, 0, 0, 0, 0, 0], [-1, 2]),
      ("<u8", .integer, [0, 0, 0, 0, 0, 0, 0, 0x80, 2, 0, 0, 0, 0, 0, 0, 0], [0x1p63, 2]),
      ("<f2", .real, [0, 0x3C, 0, 0xB8], [1, -0.5]),
      ("<f4", .real, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xBF], [1, -0.5]),
      ("<f8", .real, [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0xE0, 0xBF], [1, -0.5]),
    ] as [(String, NpyRows.Element, [UInt8], [Float])])
  func convertsEveryType(
    type: String, element: NpyRows.Element, stored: [UInt8], expected: [Float]
  ) throws {
    try withTemporaryFolder { folder in
      let before = [UInt8](repeating: 0x11, count: stored.count)
      try write(file(type, "(2, 2)", before + stored), "\(folder)/a.npy")
      let rows = try NpyRows(at: "\(folder)/a.npy")
      #expect(rows.element == element)
      #expect(try floats(rows, 1..<2) == expected)
      #expect(try bytes(rows, 1..<2, size: stored.count) == stored)
    }
  }

  /// More values than are converted at a time.
  @Test func convertsManyValues() throws {
    try withTemporaryFolder { folder in
      let values = (0..<200_001).map { Int32($0 * 7) }
      try NpyFile.write(
        NamedArray("", shape: [1, values.count], values: .int32(values)), to: "\(folder)/a.npy")
      let rows = try NpyRows(at: "\(folder)/a.npy")
      #expect(try floats(rows, 0..<1) == values.map { Float($0) })
    }
  }

  /// Three gigabytes, nearly all of them a hole in the file: reading the last row reads no other.
  @Test func readsTheEndOfALargeFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/large.npy"
      let count = 1_000_000
      let start = file("<f4", "(\(count), 768)", [])
      try write(start, path)
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      let size = start.count + count * 768 * 4
      try handle.seek(toOffset: UInt64(size - 768 * 4))
      try handle.write(
        contentsOf: [UInt8]([0, 0, 0x80, 0x3F]) + [UInt8](repeating: 0, count: 3_068))
      try handle.close()
      let rows = try NpyRows(at: path)
      #expect(rows.shape == [count, 768])
      #expect(try floats(rows, count - 1..<count) == [1] + [Float](repeating: 0, count: 767))
      #expect(try floats(rows, 500_000..<500_001) == [Float](repeating: 0, count: 768))
    }
  }

  @Test(arguments: ["()", "(0, 3)", "(3, 0)"])
  func refusesArraysWithoutRows(shape: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.npy"
      try write(file("|u1", shape, shape == "()" ? [1] : []), path)
      let error = failure { _ = try NpyRows(at: path) }
      #expect(error?.kind == .badData)
      #expect(error?.description.contains("at least one row of values") == true)
    }
  }

  @Test(arguments: [
    ("<U5", "numpy.unique"), ("|S3", "numpy.unique"), ("|O", "array of numbers"),
    ("<c8", "the real and the imaginary part"), (">f4", ".astype('<f4')"),
  ])
  func saysWhatToDoAboutOtherTypes(type: String, advice: String) throws {
    try withTemporaryFolder { folder in
      try write(file(type, "(1,)", [0, 0, 0, 0]), "\(folder)/a.npy")
      let error = failure { _ = try NpyRows(at: "\(folder)/a.npy") }
      #expect(error?.description.contains("element type '\(type)'") == true)
      #expect(error?.description.contains(advice) == true)
    }
  }
}
