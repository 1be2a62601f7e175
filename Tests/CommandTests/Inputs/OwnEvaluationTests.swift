import Files
import Foundation
import TestFiles
import Testing

/// `evaluate` of a run on one's own data: classes and statistics are the run's.
@Suite struct OwnEvaluationTests {
  private func evaluate(_ run: OwnRun, data: String? = nil) throws -> Finished {
    try Command.run(["evaluate", run.path, "--json"] + (data.map { ["--data", $0] } ?? []))
  }

  @Test(arguments: OwnRun.Form.allCases)
  func theRunsOwnDataGiveTheTrainingsMetrics(form: OwnRun.Form) throws {
    try withFolder { folder in
      let run = try OwnRun(form, in: folder, "--test-share", "0.5")
      let evaluated = try evaluate(run)
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      let results = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: "\(run.path)/results.json")))
      let trained = try #require(results as? [String: Any])
      let json = try evaluated.json()
      #expect(json["accuracy"] is Double)
      #expect(json["accuracy"] as? Double == trained["accuracy"] as? Double)
      #expect(json["log_loss"] as? Double == trained["log_loss"] as? Double)
    }
  }

  @Test func columnsInAnotherOrderAreFoundAndStatisticsAreTheRuns() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder, "--test-share", "0.5")
      let expected = try evaluate(run).json()
      let rows = OwnData.table().split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
      let swapped = try run.write(
        rows.map { "\($0[2]),\($0[1]),\($0[0])" }.joined(separator: "\n"), "swapped.csv")
      let evaluated = try evaluate(run, data: swapped)
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      #expect(try evaluated.json()["log_loss"] as? Double == expected["log_loss"] as? Double)
      // With statistics of its own, a shifted table would give the same.
      let shifted = rows.enumerated().map { index, row in
        index == 0 ? "height,weight,kind" : "\((Double(row[0]) ?? 0) + 3),\(row[1]),\(row[2])"
      }
      let other = try evaluate(run, data: run.write(shifted.joined(separator: "\n"), "shifted.csv"))
      #expect(other.status == 0, "\(other.errors)")
      #expect(
        try other.json()["reconstruction"] as? Double != expected["reconstruction"] as? Double)
    }
  }

  @Test func otherClassesAreNamed() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder)
      let birds = OwnData.table().replacingOccurrences(of: "dog", with: "bird")
      expectFailure(
        try evaluate(run, data: run.write(birds)), 65, "'bird'", "line 3", "'cat', 'dog'")
      let pictures = try OwnRun(.pictures, in: "\(folder)/pictures")
      try FileManager.default.moveItem(
        atPath: "\(pictures.data)/dog", toPath: "\(pictures.data)/bird")
      expectFailure(try evaluate(pictures), 65, "'bird'", "bird/1.png")
      try NpzFile.write(
        [
          OwnData.pictures(), OwnData.pictures(2).named("x_test"),
          NamedArray("y", shape: [OwnData.count], values: .int64(OwnData.labels)),
          NamedArray("y_test", shape: [2], values: .int64([0, 7])),
        ], to: "\(folder)/unseen.npz")
      let arrays = try OwnRun(.arrays, in: "\(folder)/arrays")
      expectFailure(try evaluate(arrays, data: "\(folder)/unseen.npz"), 65, "'7'", "'0', '1'")
    }
  }

  @Test func withoutLabelsTheOtherMetricsAreGiven() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder)
      let evaluated = try evaluate(run, data: run.write(OwnData.table(labels: false)))
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      let json = try evaluated.json()
      #expect(json["accuracy"] == nil && json["samples"] as? Int == 0)
      #expect(json["reconstruction"] is Double && json["kl"] is Double)
      #expect((json["remark"] as? String)?.contains("has a label") == true)
    }
  }

  @Test func withoutTestSamplesThereIsNothingToEvaluate() throws {
    try withFolder { folder in
      let run = try OwnRun(.arrays, in: folder, "--test-share", "0")
      for command in ["evaluate", "score"] {
        expectFailure(
          try Command.run([command, run.path]), 64, "without a test part", "--test-share")
      }
    }
  }

  @Test func samplesOfAnotherFormAreRefused() throws {
    try withFolder { folder in
      let run = try OwnRun(.arrays, in: folder)
      try NpzFile.write([OwnData.pictures(side: 6)], to: "\(folder)/small.npz")
      expectFailure(try evaluate(run, data: "\(folder)/small.npz"), 65, "[6, 6, 1]", "[8, 8, 1]")
      let large = OwnData.pictures().convertedToFloat32()
      try NpzFile.write(
        [NamedArray("x", shape: [OwnData.count, 8, 8], large)], to: "\(folder)/large.npz")
      expectFailure(try evaluate(run, data: "\(folder)/large.npz"), 65, "divide")
    }
  }
}
