import Files
import Foundation
import Testing

@Suite struct NewFolderTests {
  private func make(
    _ path: String, size: Int = 1, replacing marker: String? = nil
  ) throws(FileError) -> NewFolder {
    try NewFolder(
      path, size: size, by: .init(inProgress: "testing", done: "tested"), replacing: marker)
  }

  private func fill(_ path: String, _ text: String, replacing marker: String? = nil) throws {
    let folder = try make(path, replacing: marker)
    try folder.write(text, to: "marker")
    try folder.finish()
  }

  @Test func takesItsPlaceWhenComplete() throws {
    try withTemporaryFolder { root in
      do {
        let folder = try make("\(root)/a/b/")
        try folder.write("one", to: "marker")
        #expect(try Folder.entries("\(root)/a") == ["b.testing"])
        let other = failure { _ = try make("\(root)/a/b") }
        #expect(other?.description.contains("another process is testing it") == true)
        try folder.finish()
      }
      #expect(try Folder.entries("\(root)/a") == ["b"])
      #expect(try contents("\(root)/a/b/marker") == Array("one".utf8))
    }
  }

  @Test func leavesNothingWhereItIsGivenUp() throws {
    try withTemporaryFolder { root in
      do {
        let folder = try make("\(root)/a")
        try folder.write("one", to: "marker")
      }
      #expect(try Folder.entries(root).isEmpty)
      let error = failure { _ = try make("\(root)/a", size: 1 << 60) }
      #expect(error?.kind == .inputOutput)
      #expect(error?.description.contains("free some space") == true)
      #expect(try Folder.entries(root).isEmpty)
    }
  }

  @Test func replacesOnlyWhatIsMarked() throws {
    try withTemporaryFolder { root in
      try fill("\(root)/a", "one")
      #expect(failure { try fill("\(root)/a", "two") }?.kind == .cannotCreate)
      let unmarked = failure { try fill("\(root)/a", "two", replacing: "none") }
      #expect(unmarked?.description.contains("was not tested and is not replaced") == true)
      try fill("\(root)/a", "two", replacing: "marker")
      #expect(try contents("\(root)/a/marker") == Array("two".utf8))
      #expect(try Folder.entries(root) == ["a"])
    }
  }
}
