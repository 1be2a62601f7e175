import Files
import Foundation
import Testing

@Suite struct NpzTests {
  @Test func readsNumPysFiles() throws {
    #expect(
      try NpzFile.read(fixture("stored.npz"))
        == [Sample.f4.named("weights"), Sample.u1.named("labels"), Sample.i8.named("counts")])
    let deflated = try NpzFile.read(fixture("deflated.npz"))
    #expect(deflated.map(\.name) == ["repeated", "weights"])
    #expect(deflated[0].shape == [30, 100])
    #expect(deflated[0].float32 == (0..<3_000).map { Float($0 % 10) })
    #expect(deflated[1] == Sample.f4.named("weights"))
  }

  @Test func readsZip64() throws {
    #expect(
      try NpzFile.read(fixture("zip64.npz")) == [
        Sample.f4.named("weights"), Sample.u1.named("labels"),
      ]
    )
  }

  @Test func roundTrip() throws {
    try withTemporaryFolder { folder in
      let arrays = Sample.all + [Sample.u1.named("größe/π")]
      try NpzFile.write(arrays, to: "\(folder)/out.npz")
      #expect(try NpzFile.read("\(folder)/out.npz") == arrays)
      #expect(try ArrayFile.read("\(folder)/out.npz") == arrays)
      try NpzFile.write([], to: "\(folder)/none.npz")
      #expect(try NpzFile.read("\(folder)/none.npz").isEmpty)
    }
  }

  @Test(arguments: ["stored.npz", "deflated.npz", "zip64.npz"])
  func refusesDamage(name: String) throws {
    let good = try contents(fixture(name))
    let arrays = try NpzFile.read(fixture(name))
    try withTemporaryFolder { folder in
      let path = "\(folder)/bad.npz"
      for length in 0..<good.count {
        try write(Array(good[..<length]), path)
        #expect(failure { _ = try NpzFile.read(path) }?.kind == .badData, "cut at \(length)")
      }
      for position in 0..<good.count {
        var bytes = good
        bytes[position] ^= 0xFF
        try write(bytes, path)
        // Time stamps and the like may change; the arrays' shapes and values must not.
        if failure({ _ = try NpzFile.read(path) }) == nil {
          let read = try NpzFile.read(path)
          #expect(read.map(\.values) == arrays.map(\.values), "byte \(position)")
        }
      }
    }
  }

  @Test func namesTheEntryThatIsDamaged() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/out.npz"
      try NpzFile.write([Sample.f4], to: path)
      var bytes = try contents(path)
      bytes[30 + 6 + 128 + 3] ^= 1
      try write(bytes, path)
      let error = failure { _ = try NpzFile.read(path) }
      #expect(error?.description.contains("wrong checksum of 'f4.npy'") == true)
    }
  }

  /// As tapes and copies in blocks leave them.
  @Test func zeroBytesMayFollow() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/out.npz"
      try NpzFile.write([Sample.f4], to: path)
      let bytes = try contents(path)
      try write(bytes + [UInt8](repeating: 0, count: 512), path)
      #expect(try NpzFile.read(path).map(\.values) == [Sample.f4.values])
      try write(bytes + [1], path)
      #expect(failure { _ = try NpzFile.read(path) }?.kind == .badData)
    }
  }
}
