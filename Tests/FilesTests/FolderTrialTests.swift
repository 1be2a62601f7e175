import Files
import Foundation
import Testing

@Suite struct FolderTrialTests {
  @Test func nothingIsInTheWayOfANewFolder() throws {
    try withTemporaryFolder { folder in
      #expect(Folder.obstacle(toWritingIn: folder) == nil)
      #expect(Folder.obstacle(toWritingIn: "\(folder)/a/b/c") == nil)
      let left = try Folder.entries(folder)
      #expect(left.isEmpty)
    }
  }

  /// What not even root can write.
  @Test func obstaclesAreFound() throws {
    try withTemporaryFolder { folder in
      try write([1], "\(folder)/file")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "\(folder)/none")
      for path in ["\(folder)/file", "\(folder)/file/a/b", "\(folder)/link", "/dev/null/a"] {
        let obstacle = try #require(Folder.obstacle(toWritingIn: path), "\(path)")
        #expect(!obstacle.isEmpty)
        #expect(!Folder.isReadable(path))
      }
      #expect(Folder.isReadable(folder))
      #expect(try Folder.entries(folder) == ["file", "link"])
    }
  }

  @Test func aPrivateFolderIsThisUsersOwn() throws {
    try withTemporaryFolder { folder in
      #expect(Folder.createPrivate("\(folder)/own"))
      #expect(Folder.createPrivate("\(folder)/own"))
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/own")
      #expect(attributes[.posixPermissions] as? Int == 0o700)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: "\(folder)/own")
      #expect(!Folder.createPrivate("\(folder)/own"))
      try Folder.create("\(folder)/target")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "\(folder)/target")
      try write([1], "\(folder)/file")
      for name in ["link", "file", "none/below"] {
        #expect(!Folder.createPrivate("\(folder)/\(name)"), "\(name)")
      }
    }
  }
}
