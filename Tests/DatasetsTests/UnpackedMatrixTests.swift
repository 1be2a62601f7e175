import Datasets
import Foundation
import TestFiles
import Testing

@Suite struct UnpackedMatrixTests {
  private let content = matrix(Magic.int, 1, [3, 1, 1], littleEndian([1, 2, 3]))

  /// Gives a compressed file and a folder for its copy.
  private func withCompressed(
    _ bytes: [UInt8], _ body: (_ path: String, _ cache: String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try write(bytes, "\(folder)/m.mat.gz")
      try body("\(folder)/m.mat.gz", "\(folder)/cache/below")
    }
  }

  private func integers(_ path: String, _ cache: String) throws -> [Int32] {
    try MatrixFile(path, cacheDirectory: cache).integers()
  }

  /// The files below a cache folder; there is one folder for each compressed file.
  private func copies(_ cache: String) throws -> [String] {
    let folders = try FileManager.default.contentsOfDirectory(atPath: cache)
    return try folders.flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: "\(cache)/\(folder)").map {
        "\(cache)/\(folder)/\($0)"
      }
    }
  }

  /// Sets the time of change, so that tests need not wait for the clock.
  private func date(_ path: String, _ seconds: Double) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: seconds)], ofItemAtPath: path)
  }

  @Test func isMadeOnce() throws {
    try withCompressed(gzip(content)) { path, cache in
      #expect(try integers(path, cache) == [1, 2, 3])
      let copy = try #require(try copies(cache).first)
      #expect(copy.hasSuffix("-m.mat"))
      // What is there is used: a copy made by hand is found in its place.
      try write(
        matrix(Magic.int, 1, [3, 1, 1], littleEndian([4, 5, 6])), copy)
      #expect(try integers(path, cache) == [4, 5, 6])
      #expect(try copies(cache) == [copy])
    }
  }

  /// The bytes tell whether a file is compressed, not its name.
  @Test func plainBytesUnderACompressedName() throws {
    try withCompressed(content) { path, cache in
      let values = try integers(path, cache)
      #expect(values == [1, 2, 3])
      #expect(!FileManager.default.fileExists(atPath: cache))
    }
    try withCompressed(gzip(content) + [0, 0, 0]) { path, cache in
      let values = try integers(path, cache)
      #expect(values == [1, 2, 3])
    }
  }

  @Test(arguments: [0, 7, 20, 31])
  func aShortenedCopyIsMadeAgain(length: Int) throws {
    try withCompressed(gzip(content)) { path, cache in
      _ = try integers(path, cache)
      let copy = try #require(try copies(cache).first)
      try write(Array(content[..<length]), copy)
      #expect(try integers(path, cache) == [1, 2, 3])
      #expect(try copies(cache) == [copy])
    }
  }

  @Test func aCopyWithAnotherHeaderIsMadeAgain() throws {
    try withCompressed(gzip(content)) { path, cache in
      _ = try integers(path, cache)
      let copy = try #require(try copies(cache).first)
      try write(matrix(Magic.int, 3, [1, 1, 3], littleEndian([4, 5, 6])), copy)
      #expect(try integers(path, cache) == [1, 2, 3])
    }
  }

  @Test func aFileThatHasChangedIsUnpackedAgain() throws {
    try withCompressed(gzip(content)) { path, cache in
      try date(path, 1_000_000)
      _ = try integers(path, cache)
      let old = try copies(cache)
      // Of the same size, so that only its time tells.
      try write(gzip(matrix(Magic.int, 1, [3, 1, 1], littleEndian([3, 2, 1]))), path)
      try date(path, 2_000_000)
      #expect(try integers(path, cache) == [3, 2, 1])
      let new = try copies(cache)
      #expect(new.count == 1 && new != old)
    }
  }

  @Test func damagedFilesLeaveNoCopy() throws {
    let packed = gzip(content)
    var wrong = packed
    wrong[packed.count - 6] ^= 1
    let cases: [([UInt8], String)] = [
      ([], "0 bytes"), (Array("<html>404</html>".utf8), "an HTML page, expected a matrix file"),
      (gzip(Array("<html>404</html>".utf8)), "an HTML page, expected a matrix file"),
      (packed + [7, 7, 7], "damaged gzip data"),
      (Array(packed[..<12]), "stops in the middle"),
      (Array(packed.dropLast(3)), "stops in the middle"),
      (wrong, "incorrect data check"),
      (gzip(Array(content.dropLast())), "11 bytes of elements, expected 12"),
      (gzip(content + [0]), "more bytes of elements, expected 12"),
      (gzip(matrix(Magic.packed, 1, [3, 1, 1], [])), "a packed matrix"),
      (gzip(matrix(Magic.byte, 1, [0x7FFF_FFFF, 1, 1], [0])), "which need 2147483647 bytes"),
    ]
    for (bytes, found) in cases {
      try withCompressed(bytes) { path, cache in
        let error = failure { _ = try integers(path, cache) }
        #expect(error?.kind == .badData)
        let line = error?.description ?? ""
        #expect(line.hasPrefix("\(path): found ") && line.contains(found), "\(line)")
        let left = FileManager.default.fileExists(atPath: cache) ? try copies(cache) : []
        #expect(left.isEmpty)
      }
    }
  }

  @Test func withoutACacheFolder() throws {
    try withCompressed(gzip(content)) { path, cache in
      let none = failure { _ = try MatrixFile(path, cacheDirectory: nil) }
      #expect(none?.kind == .usage && none?.description.contains("gunzip") == true)
      // A file stands where the folder should be.
      let blocked = failure { _ = try MatrixFile(path, cacheDirectory: path) }
      #expect(blocked?.kind == .cannotCreate)
    }
  }
}
