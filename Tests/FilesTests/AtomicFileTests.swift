import Files
import Foundation
import Testing

@Suite struct AtomicFileTests {
  @Test func replacesAndLeavesNothingBehind() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file.txt"
      try AtomicFile.write("first, and long", to: path)
      try AtomicFile.write("second", to: path)
      #expect(try contents(path) == Array("second".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file.txt"])
    }
  }

  @Test func keepsTheOldFileWhenWritingFails() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file.txt"
      try AtomicFile.write("old", to: path)
      let error = failure {
        try AtomicFile.write(to: path) { (file) throws(FileError) in
          try file.append("new")
          throw .diskFull(path: path)
        }
      }
      #expect(error == .diskFull(path: path))
      #expect(try contents(path) == Array("old".utf8))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file.txt"])
    }
  }

  @Test func skipsTemporaryFilesThatAreLeftOver() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file.txt"
      let left = "\(path).\(getpid()).0.temporary"
      try write([1], left)
      try AtomicFile.write("new", to: path)
      #expect(try contents(path) == Array("new".utf8))
      #expect(try contents(left) == [1])
    }
  }

  @Test func knowsItsTemporaryFiles() {
    #expect(AtomicFile.target(ofTemporary: "a.json.71.0.temporary") == "a.json")
    for name in ["a.json", "a.json.temporary", "a.json.x.0.temporary", "71.0.temporary"] {
      #expect(AtomicFile.target(ofTemporary: name) == nil)
    }
  }

  @Test func followsLinksToFiles() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write("old", to: "\(folder)/file")
      try AtomicFile.replaceSymbolicLink(at: "\(folder)/link", target: "file")
      try AtomicFile.write("new", to: "\(folder)/link")
      #expect(try contents("\(folder)/file") == Array("new".utf8))
      let target = try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link")
      #expect(target == "file")
    }
  }

  @Test func movesLinks() throws {
    try withTemporaryFolder { folder in
      let link = "\(folder)/last"
      for target in ["step-1", "step-2", "step-2"] {
        try AtomicFile.replaceSymbolicLink(at: link, target: target)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["last"])
      try Folder.create("\(folder)/best")
      let error = failure {
        try AtomicFile.replaceSymbolicLink(at: "\(folder)/best", target: "step-1")
      }
      #expect(error?.kind == .cannotCreate)
    }
  }

  @Test func tellsErrorsApart() throws {
    try withTemporaryFolder { folder in
      #expect(
        failure { _ = try NpyFile.read("\(folder)/none.npy") }
          == .notFound(path: "\(folder)/none.npy"))
      #expect(failure { _ = try NpyFile.read(folder) }?.kind == .badData)
      #expect(
        failure { try AtomicFile.write("x", to: "\(folder)/none/file") }?.kind == .cannotCreate)
      #expect(failure { try AtomicFile.write("x", to: folder) }?.kind == .cannotCreate)
      #expect(failure { try Folder.synchronize("\(folder)/none") }?.kind == .notFound)
      // A device must not be replaced by a file.
      #expect(failure { try AtomicFile.write("x", to: "/dev/null") }?.kind == .cannotCreate)
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full here"))
  func reportsAFullDisk() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    try #require(descriptor >= 0)
    let file = OutputFile(descriptor: descriptor, path: "weights.safetensors")
    let error = failure { try file.append([1, 2, 3]) }
    #expect(error == .diskFull(path: "weights.safetensors"))
    #expect(error?.kind == .inputOutput)
    #expect(error?.description.contains("no space left on the disk") == true)
  }
}
