import Files
import Foundation
import Testing

@Suite struct NewFileTests {
  @Test func takesItsPlaceWhenComplete() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file"
      try write([9], path)
      // A process that died has left this.
      try write([1, 2, 3, 4], path + ".temporary")
      do {
        let file = try NewFile(path, size: 2)
        try file.append([5, 6])
        let other = failure { _ = try NewFile(path, size: 2) }
        #expect(other == .cannotCreate(path: path, reason: "another process is writing it"))
        #expect(try contents(path) == [9])
        try file.finish()
      }
      #expect(try contents(path) == [5, 6])
      #expect(try Folder.entries(folder) == ["file"])
    }
  }

  @Test func leavesNothingWhereItIsGivenUp() throws {
    try withTemporaryFolder { folder in
      do {
        let file = try NewFile("\(folder)/file", size: 2)
        try file.append([5, 6])
      }
      #expect(try Folder.entries(folder).isEmpty)
      #expect(failure { _ = try NewFile("\(folder)/no/file", size: 2) }?.kind == .cannotCreate)
      #expect(failure { _ = try NewFile("\(folder)/file", size: 1 << 60) }?.kind == .inputOutput)
      #expect(try Folder.entries(folder).isEmpty)
    }
  }

  /// A file that is there keeps its content; a new one has the permissions that the umask leaves.
  @Test func respectsTheUmask() throws {
    try withTemporaryFolder { folder in
      let mask = umask(0)
      umask(mask)
      let file = try NewFile("\(folder)/new", size: 0)
      try file.finish()
      try AtomicFile.write("x", to: "\(folder)/atomic")
      for name in ["new", "atomic"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
        #expect(attributes[.posixPermissions] as? Int == Int(0o666 & ~mask), "\(name)")
      }
    }
  }
}
