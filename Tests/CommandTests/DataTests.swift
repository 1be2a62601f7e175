import Foundation
import TestFiles
import Testing

@Suite struct DataTests {
  /// Trains on files that `change` has made wrong.
  private func train(
    _ more: String..., change: (inout SmallData) -> Void
  ) throws -> (finished: Finished, hasRun: Bool) {
    var result: (Finished, Bool)?
    try withFolder { folder in
      var data = SmallData()
      change(&data)
      try data.write(to: folder)
      let finished = try Command.run(training(folder) + more)
      result = (finished, FileManager.default.fileExists(atPath: "\(folder)/run"))
    }
    return try #require(result)
  }

  @Test func aFolderThatIsNotThere() throws {
    let finished = try Command.run(["train", "mnist", "--data", "/nowhere/at/all"])
    expectFailure(finished, 66, "/nowhere/at/all", "train-images-idx3-ubyte.gz")
    #expect(finished.errorLines.count == 1)
  }

  @Test func theEnvironmentNamesAFolder() throws {
    let finished = try Command.run(
      ["train", "mnist"], environment: ["CONTINUUM_DATA": "/nowhere/else"])
    expectFailure(finished, 66, "/nowhere/else")
  }

  @Test func truncatedGzip() throws {
    let name = "train-images-idx3-ubyte"
    let outcome = try train { data in
      data.files[name] = nil
      // gzip's magic number and header, and the beginning of a block.
      data.files[name + ".gz"] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x63]
    }
    expectFailure(outcome.finished, 65, "\(name).gz")
    #expect(!outcome.hasRun)
  }

  @Test func wrongMagicNumber() throws {
    let outcome = try train { data in
      data.files["train-labels-idx1-ubyte"] = SmallData.idx(
        [SmallData.trainCount], SmallData.labels(SmallData.trainCount), magic: 2050)
    }
    expectFailure(outcome.finished, 65, "train-labels-idx1-ubyte", "2050", "2049")
  }

  @Test func countsThatDiffer() throws {
    let outcome = try train { data in
      data.files["train-labels-idx1-ubyte"] = SmallData.idx([59], SmallData.labels(59))
    }
    expectFailure(outcome.finished, 65, "60 images", "59 labels")
  }

  @Test func moreLabelsThanRows() throws {
    let outcome = try train("--labels", "61") { _ in }
    expectFailure(outcome.finished, 64, "labels", "61", "60")
    #expect(!outcome.hasRun)
  }

  @Test func verifyFindsOtherFiles() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let known = try Command.run(["data", "verify", "mnist", "--data", folder, "--json"])
      #expect(known.status == 0)
      #expect((try known.json()["files"] as? [Any])?.count == 4)
      let place = "\(folder)/mnist/train-labels-idx1-ubyte"
      try FileManager.default.moveItem(atPath: place, toPath: place + ".gz")
      let other = try Command.run(["data", "verify", "mnist", "--data", folder])
      expectFailure(other, 65, "train-labels-idx1-ubyte.gz", "SHA-256")
    }
  }

  /// The six files of Small-NORB's form with two black pairs in each part.
  private func writePairs(to folder: String) throws {
    func matrix(_ numbers: [Int], _ elements: [UInt8]) -> Data {
      Data(numbers.flatMap { n in (0..<4).map { UInt8(truncatingIfNeeded: n >> (8 * $0)) } })
        + Data(elements)
    }
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    for prefix in ["5x46789x9x18x6x2x96x96-training", "5x01235x9x18x6x2x96x96-testing"] {
      for (kind, content) in [
        ("dat", matrix([0x1E3D_4C55, 4, 2, 2, 96, 96], zeros(2 * 2 * 96 * 96))),
        ("cat", matrix([0x1E3D_4C54, 1, 2, 1, 1], zeros(2 * 4))),
        ("info", matrix([0x1E3D_4C54, 2, 2, 4, 1], zeros(2 * 4 * 4))),
      ] {
        try content.write(to: URL(fileURLWithPath: "\(folder)/smallnorb-\(prefix)-\(kind).mat"))
      }
    }
  }

  @Test func verifyChecksTheFormOfSmallNORB() throws {
    try withFolder { folder in
      try writePairs(to: folder)
      let arguments = ["data", "verify", "small-norb", "--data", folder]
      let good = try Command.run(arguments)
      #expect(good.status == 0, "\(good.errors)")
      let lines = good.output.split(separator: "\n")
      #expect(lines.count == 6)
      #expect(lines.allSatisfy { $0.hasSuffix("no published checksum is known") })
      let json = try Command.run(arguments + ["--json"]).json()
      #expect((json["files"] as? [Any])?.count == 6)

      let name = "smallnorb-5x01235x9x18x6x2x96x96-testing-info.mat"
      let file = URL(fileURLWithPath: "\(folder)/\(name)")
      var content = try Data(contentsOf: file)
      content[20 + 16 + 8] = 7
      try content.write(to: file)
      expectFailure(try Command.run(arguments), 65, name, "azimuth 7 at index 1")
      try content.dropLast().write(to: file)
      expectFailure(try Command.run(arguments), 65, name, "31")
      try Data("<html>".utf8).write(to: URL(fileURLWithPath: file.path + ".gz"))
      try FileManager.default.removeItem(at: file)
      expectFailure(try Command.run(arguments), 65, name + ".gz", "an HTML page")
    }
  }

  private static let realData = ProcessInfo.processInfo.environment["CONTINUUM_DATA"]

  @Test(
    .enabled(
      if: realData != nil, "skipped: set CONTINUUM_DATA to the folder that holds mnist/"))
  func theRealFilesAreAsPublished() throws {
    let folder = try #require(Self.realData)
    let finished = try Command.run(["data", "verify", "mnist", "--data", folder])
    #expect(finished.status == 0 && finished.output.contains("as published"))
  }
}
