import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct MatrixFileTests {
  private func open(_ path: String) throws -> MatrixFile {
    try MatrixFile(path, cacheDirectory: nil)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func rows(_ file: MatrixFile, _ range: Range<Int>) throws -> [UInt8] {
    var result = [UInt8](repeating: 0, count: range.count * file.rowSize)
    try result.withUnsafeMutableBytes { try file.read(range, into: $0) }
    return result
  }

  /// The bytes of a file are written out here one by one, from the definition of the format.
  @Test func readsAFileMadeByHand() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.mat"
      try write(
        [
          0x54, 0x4C, 0x3D, 0x1E, 2, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0,
          1, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0, 1, 0, 0, 0, 0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0x80,
        ], path)
      let file = try open(path)
      #expect(file.header == MatrixHeader(.int, shape: [2, 3]))
      #expect(file.rowCount == 2 && file.rowSize == 12 && file.path == path)
      #expect(try file.integers() == [1, -2, 256, 65_536, 5, .min])
      #expect(try rows(file, 1..<2) == [0, 0, 1, 0, 5, 0, 0, 0, 0, 0, 0, 0x80])
    }
  }

  @Test(arguments: [
    (MatrixElement.single, Magic.single, 4), (.double, Magic.double, 8), (.int, Magic.int, 4),
    (.byte, Magic.byte, 1), (.short, Magic.short, 2),
  ])
  func everyElement(element: MatrixElement, magic: Int, size: Int) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.mat"
      let data = (0..<30 * size).map { UInt8($0) }
      let writer = try MatrixFileWriter(path, element, shape: [5, 1, 3, 2])
      // In pieces that do not end where a row does.
      for start in stride(from: 0, to: data.count, by: 7) {
        try data[start..<min(start + 7, data.count)].withUnsafeBytes { try writer.append($0) }
      }
      #expect(!FileManager.default.fileExists(atPath: path))
      try writer.finish()
      #expect(try bytes(path) == matrix(magic, 4, [5, 1, 3, 2], data))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["m.mat"])
      let file = try open(path)
      #expect(file.header == MatrixHeader(element, shape: [5, 1, 3, 2]))
      #expect(try rows(file, 0..<5) == data)
      #expect(try rows(file, 2..<4) == Array(data[12 * size..<24 * size]))
      #expect(try rows(file, 3..<3).isEmpty)
    }
  }

  @Test func fewDimensionsAreFilledUp() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.mat"
      let writer = try MatrixFileWriter(path, .int, shape: [3])
      try writer.append([7, -1, 1 << 20] as [Int32])
      try writer.finish()
      #expect(
        try bytes(path) == matrix(Magic.int, 1, [3, 1, 1], littleEndian([7, -1, 1 << 20])))
      #expect(try open(path).integers() == [7, -1, 1 << 20])
    }
  }

  @Test func aWriterThatStopsLeavesWhatWasThere() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.mat"
      try write([1, 2, 3], path)
      // A process that died has left this.
      try write([9], path + ".temporary")
      do {
        let writer = try MatrixFileWriter(path, .byte, shape: [2])
        try writer.append([1] as [UInt8])
        let other = failure { _ = try MatrixFileWriter(path, .byte, shape: [2]) }
        #expect(other?.kind == .cannotCreate)
        withExtendedLifetime(writer) {}
      }
      #expect(try bytes(path) == [1, 2, 3])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["m.mat"])
    }
  }

  @Test func placesThatCannotBeWritten() throws {
    try withTemporaryFolder { folder in
      let missing = failure { _ = try MatrixFileWriter("\(folder)/no/m.mat", .byte, shape: [2]) }
      #expect(missing?.kind == .cannotCreate)
      // No disk has room for 2⁶⁰ bytes.
      let huge = failure {
        _ = try MatrixFileWriter("\(folder)/m.mat", .byte, shape: [1 << 30, 1 << 30])
      }
      #expect(huge?.kind == .inputOutput && huge?.description.contains("free some space") == true)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left.isEmpty)
    }
  }

  @Test(arguments: [
    ([], "0 bytes"), (littleEndian([Magic.byte]), "4 bytes"),
    (matrix(0x1E3D_4C50, 1, [1, 1, 1], [0]), "magic number 0x1E3D4C50"),
    // The same file from a big-endian machine.
    (matrix(0x554C_3D1E, 1, [1, 1, 1], [0]), "magic number 0x554C3D1E"),
    (Array("<html>404</html>".utf8), "an HTML page"),
    (matrix(Magic.packed, 1, [1, 1, 1], [0]), "a packed matrix (magic number 0x1E3D4C52)"),
    (matrix(Magic.byte, 0, [1, 1, 1], [0]), "0 dimensions"),
    (matrix(Magic.byte, -1, [1, 1, 1], [0]), "-1 dimensions"),
    (matrix(Magic.byte, 1_000_000_000, [1, 1, 1], [0]), "1000000000 dimensions"),
    (matrix(Magic.byte, 4, [1, 1, 1], []), "20 bytes, expected a header of 24"),
    (matrix(Magic.byte, 2, [2, 3, 2], Array(repeating: 0, count: 6)), "fields [2, 3, 2] for 2"),
    (matrix(Magic.byte, 3, [2, 0, 3], []), "dimensions [2, 0, 3]"),
    (matrix(Magic.byte, 3, [2, -3, -1], Array(repeating: 0, count: 6)), "dimensions [2, -3, -1]"),
    (
      matrix(Magic.byte, 3, [0x7FFF_FFFF, 0x7FFF_FFFF, 0x7FFF_FFFF], [0]),
      "dimensions [2147483647, 2147483647, 2147483647], expected"
    ),
    // 2⁶⁴ bytes: the product of the dimensions itself still fits.
    (matrix(Magic.double, 3, [1 << 30, 1 << 30, 2], [0]), "dimensions [1073741824, 10"),
    (matrix(Magic.byte, 1, [2_000_000_000, 1, 1], [0]), "which need 2000000000 bytes"),
    (matrix(Magic.short, 1, [3, 1, 1], Array(repeating: 0, count: 5)), "which need 6 bytes"),
    (
      matrix(Magic.short, 1, [3, 1, 1], Array(repeating: 0, count: 7)),
      "27 bytes, expected 26 for dimensions [3] of short"
    ),
  ])
  func wrongFiles(bytes: [UInt8], found: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.mat"
      try write(bytes, path)
      let error = failure { _ = try open(path) }
      #expect(error?.kind == .badData)
      let line = error?.description ?? ""
      #expect(line.hasPrefix("\(path): found ") && line.contains(found), "\(line)")
      #expect(!line.contains("\n"))
    }
  }

  @Test func noFile() throws {
    try withTemporaryFolder { folder in
      #expect(failure { _ = try open("\(folder)/none.mat") }?.kind == .notFound)
      #expect(failure { _ = try open(folder) }?.kind == .badData)
    }
  }

  @Test func aFileThatShrinksWhileItIsRead() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/m.mat"
      try write(matrix(Magic.byte, 1, [100, 1, 1], Array(repeating: 1, count: 100)), path)
      let file = try open(path)
      #expect(truncate(path, 60) == 0)
      #expect(try rows(file, 0..<40).count == 40)
      let error = failure { _ = try rows(file, 0..<41) }
      #expect(error?.kind == .badData && error?.description.contains("byte 60") == true)
    }
  }
}
