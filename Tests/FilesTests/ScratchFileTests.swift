import Files
import Foundation
import TestFiles
import Testing

@Suite struct ScratchFileTests {
  private func write(_ bytes: [UInt8], to file: ScratchFile, at offset: Int) throws {
    try bytes.withUnsafeBytes { try file.write($0, at: offset) }
  }

  private func read(_ count: Int, of file: ScratchFile, at offset: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try file.read(into: $0, at: offset) }
    return bytes
  }

  @Test func bytesAreReadWhereTheyWereWritten() throws {
    try withTemporaryFolder { folder in
      let file = try ScratchFile(in: folder, size: 100)
      let names = try Folder.entries(folder)
      #expect(names.isEmpty)
      try write([7, 8, 9], to: file, at: 50)
      try write([1, 2], to: file, at: 0)
      let (late, early) = (try read(3, of: file, at: 50), try read(3, of: file, at: 0))
      #expect(late == [7, 8, 9] && early == [1, 2, 0])
      let error = failure { _ = try read(2, of: file, at: 52) }
      #expect(error?.kind == .inputOutput)
    }
  }

  @Test func aFolderThatIsNotThereOrADiskWithoutRoomIsAnError() throws {
    try withTemporaryFolder { folder in
      let missing = failure { _ = try ScratchFile(in: "\(folder)/none", size: 1) }
      #expect(missing?.kind == .cannotCreate)
      let full = failure { _ = try ScratchFile(in: folder, size: 1 << 60) }
      #expect(full?.kind == .inputOutput)
      let names = try Folder.entries(folder)
      #expect(names.isEmpty)
    }
  }

  @Test func aDiskThatFillsUpIsAnError() throws {
    try withTemporaryFolder { folder in
      let full = FileSystem(failing: { $0 == .write ? ENOSPC : nil })
      let file = try ScratchFile(in: folder, size: 1, on: full)
      let error = failure { try write([1], to: file, at: 0) }
      guard case .diskFull = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }
}
