import Files
import Foundation
import Testing

@Suite struct FolderTests {
  @Test func createsFoldersDurably() throws {
    try withTemporaryFolder { folder in
      try Folder.create("\(folder)/a/b/c")
      try Folder.create("\(folder)/a/b/c/")
      try Folder.synchronize("\(folder)/a/b/c")
      try AtomicFile.write("x", to: "\(folder)/a/file")
      #expect(failure { try Folder.create("\(folder)/a/file") }?.kind == .cannotCreate)
      #expect(failure { try Folder.create("\(folder)/a/file/d") }?.kind == .cannotCreate)
    }
  }

  @Test func listsAndRemoves() throws {
    try withTemporaryFolder { folder in
      #expect(try Folder.entries("\(folder)/none").isEmpty)
      try Folder.create("\(folder)/a/b")
      try write([1], "\(folder)/a/file")
      try AtomicFile.replaceSymbolicLink(at: "\(folder)/a/link", target: "../kept")
      try Folder.create("\(folder)/kept")
      #expect(try Folder.entries("\(folder)/a") == ["b", "file", "link"])
      #expect(Folder.linkTarget("\(folder)/a/link") == "../kept")
      #expect(Folder.linkTarget("\(folder)/a/file") == nil)
      try Folder.remove("\(folder)/a")
      try Folder.remove("\(folder)/a")
      #expect(try Folder.entries(folder) == ["kept"])
      #expect(failure { _ = try Folder.entries("/dev/null") }?.kind == .notFound)
    }
  }

  @Test(arguments: [
    ("a/b", "a"), ("b", "."), ("/b", "/"), ("/", "/"), ("a/b/", "a"), ("/a//b", "/a"),
  ])
  func namesTheFolderAbove(path: String, above: String) {
    #expect(Folder.containing(path) == above)
  }

  @Test func tellsKindsApart() throws {
    try withTemporaryFolder { folder in
      try write([1], "\(folder)/file")
      try AtomicFile.replaceSymbolicLink(at: "\(folder)/link", target: "file")
      try AtomicFile.replaceSymbolicLink(at: "\(folder)/dangling", target: "none")
      #expect(FileKind.of(folder) == .folder && FileKind.of("\(folder)/file") == .file)
      #expect(FileKind.of("\(folder)/link") == .file && FileKind.of("/dev/null") == .special)
      #expect(FileKind.of("\(folder)/dangling") == nil)
      #expect(try FileKind.ofEntry("\(folder)/dangling") == .link)
      #expect(try FileKind.ofEntry("\(folder)/file/below") == nil)
    }
  }

  @Test func isLockedOnce() throws {
    try withTemporaryFolder { folder in
      do {
        let lock = try FolderLock(folder, user: "another test")
        let error = failure { _ = try FolderLock(folder, user: "another test") }
        #expect(error == .cannotCreate(path: folder, reason: "another test is using it"))
        withExtendedLifetime(lock) {}
      }
      _ = try FolderLock(folder, user: "another test")
    }
  }

  @Test func isUnlockedWhileAProcessIsStarted() throws {
    try withTemporaryFolder { folder in
      let calls = DuplicatingCalls()
      do {
        let lock = try FolderLock(folder, user: "another test", on: FileSystem(calls))
        withExtendedLifetime(lock) {}
      }
      _ = try FolderLock(folder, user: "another test")
      try calls.closeCopies()
    }
  }
}
