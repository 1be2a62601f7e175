import Files
import Foundation
import Testing

@Suite struct StoredArraysTests {
  private func floats(_ rows: NpyRows) throws -> [Float] {
    var values = [Float](repeating: .nan, count: rows.count * rows.valuesPerRow)
    try values.withUnsafeMutableBufferPointer { try rows.read(0..<rows.count, into: $0) }
    return values
  }

  @Test(arguments: ["stored.npz", "deflated.npz", "zip64.npz"])
  func readsArraysOfAnArchive(name: String) throws {
    let path = try fixture(name)
    // Unpacked into memory, and into a temporary file.
    for arrays in [try StoredArrays(path), try StoredArrays(path, smallSize: 10)] {
      #expect(arrays.container == .archive)
      for array in try NpzFile.read(path) {
        #expect(arrays.names.contains(array.name))
        let rows = try arrays.rows(of: array.name)
        #expect(rows.shape == array.shape && rows.path == "\(path)(\(array.name))")
        #expect(try rows.values(0..<rows.count) == array.values)
        #expect(try floats(rows) == array.convertedToFloat32())
      }
    }
  }

  @Test func readsAFolder() throws {
    try withTemporaryFolder { folder in
      try NpyFile.write(Sample.f4, to: "\(folder)/x.npy")
      try write([1, 2], "\(folder)/._x.npy")
      try write([1, 2], "\(folder)/notes.txt")
      for path in [folder, "\(folder)/"] {
        let arrays = try StoredArrays(path)
        #expect(arrays.container == .folder && arrays.names == ["x"])
        #expect(arrays.files == ["._x.npy", "notes.txt", "x.npy"])
        let rows = try arrays.rows(of: "x")
        #expect(rows.path == "\(folder)/x.npy")
        #expect(try rows.values(1..<2) == .float32([1e-30, .infinity, 7]))
      }
    }
  }

  @Test func notesOfTheFileSystemAreNoArrays() throws {
    try withTemporaryFolder { folder in
      let names = ["x", "__MACOSX/._x", "data/._x"]
      try NpzFile.write(names.map { Sample.f4.named($0) }, to: "\(folder)/x.npz")
      #expect(try StoredArrays("\(folder)/x.npz").names == ["x"])
    }
  }

  @Test func readsOneFile() throws {
    let arrays = try StoredArrays(fixture("u1.npy"))
    #expect(arrays.container == .file && arrays.names == [""])
    #expect(try arrays.rows(of: "").values(1..<3) == .uint8([1, 2]))
  }

  /// Arrays that nobody asks for may be anything.
  @Test func opensOnlyWhatIsAskedFor() throws {
    try withTemporaryFolder { folder in
      try NpyFile.write(Sample.f4, to: "\(folder)/x.npy")
      try write(Array("<html></html>".utf8), "\(folder)/y.npy")
      let arrays = try StoredArrays(folder)
      #expect(arrays.names == ["x", "y"])
      let error = failure { _ = try arrays.rows(of: "y") }
      #expect(error?.description.contains("\(folder)/y.npy: found an HTML page") == true)
    }
  }

  @Test func comparesChecksums() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/out.npz"
      try NpzFile.write([Sample.f4], to: path)
      var bytes = try contents(path)
      bytes[30 + 6 + 128 + 3] ^= 1
      try write(bytes, path)
      let error = failure { _ = try StoredArrays(path).rows(of: "f4") }
      #expect(error?.description.contains("wrong checksum of 'f4.npy'") == true)
    }
  }

  @Test(arguments: [
    ([1, 2, 3, 0xFF] as [UInt8], "of no known kind, whose first bytes are 01 02 03 ff"),
    ([0x1F, 0x8B, 8, 0, 0], "gzip data"),
  ])
  func refusesOtherFiles(bytes: [UInt8], found: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a.npz"
      #expect(failure { _ = try StoredArrays(path) }?.kind == .notFound)
      try write(bytes, path)
      let error = failure { _ = try StoredArrays(path) }
      #expect(error?.description.contains(found) == true)
    }
  }
}
