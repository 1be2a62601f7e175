import Foundation
import TestFiles
import Testing

/// `continuum suggest`, and training with the rows that it names.
@Suite struct SuggestTests {
  private func withRun(
    _ more: String..., body: (_ folder: String, _ run: String) throws -> Void
  ) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder) + ["--max-steps", "2"] + more)
      try #require(trained.status == 0, "\(trained.errors)")
      try body(folder, "\(folder)/run")
    }
  }

  private func suggest(_ run: String, _ more: String...) throws -> Finished {
    try Command.run(["suggest", run, "--count", "5"] + more)
  }

  @Test(arguments: ["entropy", "disagreement", "random"])
  func rowsAreUnlabelledOnes(by: String) throws {
    try withRun("--labels", "20") { folder, run in
      let first = try suggest(run, "--by", by, "--draws", "3", "--json")
      #expect(first.status == 0, "\(first.errors)")
      let json = try first.json()
      let rows = try #require(json["rows"] as? [Int])
      #expect(rows.count == 5 && Set(rows).count == 5 && json["by"] as? String == by)
      #expect(json["unlabelled"] as? Int == 40 && json["places"] == nil)
      let labels = try #require(
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: URL(fileURLWithPath: "\(run)/labels.json"))) as? [String: Any])
      #expect(Set(rows).isDisjoint(with: try #require(labels["indices"] as? [Int])))
      if by == "random" {
        #expect(json["values"] == nil)
      } else {
        let values = try #require(json["values"] as? [Double])
        #expect(values == values.sorted(by: >) && values.allSatisfy { $0 >= 0 })
      }
      #expect(try suggest(run, "--by", by, "--draws", "3", "--json").output == first.output)
    }
  }

  @Test func rowsCanBeTrainedWith() throws {
    try withRun("--labels", "20") { folder, run in
      let path = "\(folder)/rows.csv"
      let finished = try suggest(run, "--output", path)
      #expect(finished.status == 0 && finished.output.contains("\nrow\tentropy\n"))
      let table = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      #expect(table.count == 6 && table[0] == "row,entropy")
      try Data(finished.output.utf8).write(to: URL(fileURLWithPath: "\(folder)/rows.txt"))
      let trained = try Command.run(
        training(folder, run: "next", "--label-rows", "\(folder)/rows.txt", "--max-steps", "2"))
      #expect(trained.status == 0, "\(trained.errors)")
      let labels = try #require(
        try JSONSerialization.jsonObject(
          with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/next/labels.json")))
          as? [String: Any])
      let rows = finished.output.split(separator: "\n").dropFirst().compactMap {
        Int($0.prefix { $0 != "\t" })
      }
      #expect(labels["indices"] as? [Int] == rows.sorted())
      expectFailure(
        try Command.run(
          training(folder, run: "other", "--set", "labelRows=3,99", "--max-steps", "2")), 64,
        "row 99")
    }
  }

  @Test func whatCannotBeRankedIsRefused() throws {
    try withRun("--labels", "58") { _, run in
      expectFailure(try suggest(run), 64, "count: found 5", "1 to 2", "--count")
      expectFailure(try suggest(run, "--by", "size"), 64, "'size'", "entropy")
      expectFailure(try suggest(run, "--output", "rows.txt"), 64, ".csv")
    }
    try withRun("--family", "eu") { _, run in
      expectFailure(try suggest(run), 64, "family eu", "classes")
      #expect(try suggest(run, "--by", "random").status == 0)
    }
    try withRun("--family", "es", "--labels", "20") { _, run in
      expectFailure(try suggest(run, "--by", "disagreement"), 64, "family es", "decoder")
      #expect(try suggest(run).status == 0)
    }
  }

  @Test(arguments: [(OwnRun.Form.arrays, "row "), (.table, "line "), (.pictures, "unlabelled/")])
  func ownRowsAreNamed(form: OwnRun.Form, place: String) throws {
    try withFolder { folder in
      let run = try OwnRun(form, in: folder)
      let finished = try Command.run(["suggest", run.path, "--count", "2", "--json"])
      #expect(finished.status == 0, "\(finished.errors)")
      let places = try #require(try finished.json()["places"] as? [String])
      #expect(places.count == 2 && places.allSatisfy { $0.hasPrefix(place) }, "\(places)")
    }
  }
}
