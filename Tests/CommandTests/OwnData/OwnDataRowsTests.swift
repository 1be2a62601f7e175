import Files
import Foundation
import TestFiles
import Testing

/// Which rows of one's own are held out, and what they are called.
@Suite struct OwnDataRowsTests {
  /// The group of a row: six groups of four.
  private func group(_ row: Int) -> Int { row / 4 }

  @Test(arguments: ["data.csv", "data.npz"])
  func groupsAreHeldOutTogetherForValidation(name: String) throws {
    try withFolder { folder in
      let path = "\(folder)/\(name)"
      var options = ["--group-column", "person"]
      if name == "data.csv" {
        let lines = OwnData.table().split(separator: "\n").enumerated().map { index, line in
          index == 0 ? "\(line),person\n" : "\(line),p\(group(index - 1))\n"
        }
        try OwnData.write(Array(lines.joined().utf8), path)
        options += ["--label-column", "kind"]
      } else {
        let people = (0..<OwnData.count).map { Int64(group($0)) }
        try OwnData.writeArrays(
          path, [NamedArray("person", shape: [OwnData.count], values: .int64(people))])
      }
      // Nothing is held out for tests, so that rows are numbered as in the file.
      let trained = try Command.run(
        OwnData.training(
          path, run: "\(folder)/run", "--test-share", "0", "--set", "validationShare=0.3")
          + options)
      #expect(trained.status == 0, "\(trained.errors)")
      let document = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/run/labels.json")))
      let rows = try #require((document as? [String: Any])?["validation"] as? [Int])
      let groups = Set(rows.map(group))
      #expect(groups.count == 2)
      #expect(rows == (0..<OwnData.count).filter { groups.contains(group($0)) })
    }
  }

  @Test func theLastGroupIsNotHeldOut() throws {
    try withFolder { folder in
      let one = NamedArray(
        "person", shape: [OwnData.count],
        values: .int64([Int64](repeating: 7, count: OwnData.count)))
      try OwnData.writeArrays("\(folder)/data.npz", [one])
      let refused = try Command.run(
        OwnData.training(
          "\(folder)/data.npz", run: "\(folder)/run", "--group-column", "person", "--test-share",
          "0", "--set", "validationShare=0.3"))
      #expect(refused.status == 64 && refused.errorLines.count == 1, "\(refused.errors)")
      #expect(refused.errors.contains("validationShare"), "\(refused.errors)")
    }
  }

  @Test func figuresOfSeveralHeadsAreThoseOfRows() throws {
    try withFolder { folder in
      let rows = (0..<OwnData.count).map { row in
        "\(row % 5),\(row % 2 == 0 ? "cat" : "dog"),\(row % 4 < 2 ? "dark" : "bright")\n"
      }
      try OwnData.write(
        Array(("height,kind,tone\n" + rows.joined()).utf8), "\(folder)/data.csv")
      let trained = try Command.run(
        OwnData.training(
          "\(folder)/data.csv", run: "\(folder)/run", "--label-column", "kind,tone"))
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains(" held-out rows"), "\(trained.output)")
      #expect(!trained.output.contains("pairs"))
    }
  }
}
