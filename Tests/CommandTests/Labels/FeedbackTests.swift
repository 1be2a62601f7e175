import Foundation
import TestFiles
import Testing

/// `continuum feedback` on a few small images.
@Suite struct FeedbackTests {
  private func withRun(
    _ more: String..., body: (_ folder: String, _ run: String) throws -> Void
  ) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(
        training(folder) + ["--max-steps", "2", "--set", "anomalousClass=1"] + more)
      try #require(trained.status == 0, "\(trained.errors)")
      try body(folder, "\(folder)/run")
    }
  }

  private func write(_ text: String, _ path: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func feedback(_ run: String, _ more: String...) throws -> Finished {
    try Command.run(["feedback", run, "--device", "host"] + more)
  }

  private func scores(_ run: String) throws -> Finished {
    try Command.run(["score", run, "--draws", "2", "--json"])
  }

  @Test func scoresAreAdjusted() throws {
    try withRun { folder, run in
      let before = try Command.run(["score", run, "--draws", "2"])
      // Lines of the scores as they are: the device, the heading, and rows 0 and 1.
      let lines = before.output.split(separator: "\n").prefix(4).joined(separator: "\n")
      let positives = try write(lines, "\(folder)/fp.txt")
      let negatives = try write("11\n", "\(folder)/fn.txt")
      let trained = try feedback(
        run, "--false-positives", positives, "--false-negatives", negatives, "--json")
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(try trained.json()["run"] as? String == run + "-feedback")
      #expect(try trained.json()["steps"] as? Int == 2)
      #expect(trained.errors.contains("feedback: 2 false positives"), "\(trained.errors)")
      let json = try scores(run + "-feedback").json()
      let raw = try #require(json["scores"] as? [Double])
      let adjusted = try #require(json["adjusted"] as? [String: Any])
      let positive = try #require(adjusted["p_false_positive"] as? [Double])
      let negative = try #require(adjusted["p_false_negative"] as? [Double])
      let scores = try #require(adjusted["scores"] as? [Double])
      #expect(raw.count == SmallData.testCount && scores.count == raw.count)
      for row in raw.indices {
        let expected = (1 - positive[row]) / (1 - min(negative[row], 1 - 1e-6)) * raw[row]
        #expect(abs(scores[row] - expected) <= 1e-9 * abs(expected))
      }
      #expect(adjusted["origin"] as? Double == 0 && adjusted["auc"] is Double)
      let text = try Command.run(["score", run + "-feedback", "--draws", "2"])
      #expect(text.output.contains("\nsample\tscore\tstandard error\tadjusted\n"))
      #expect(text.output.contains("\nafter feedback: "))
      // What was there stays as it was.
      #expect(before.output.contains("\nsample\tscore\tstandard error\n"))
      for use in ["evaluate", "score"] {
        #expect(try Command.run([use, run + "-feedback"]).status == 0)
      }
      let page = try Command.run(
        ["report", run + "-feedback", "--output", "\(folder)/report.html"])
      #expect(page.status == 0, "\(page.errors)")
    }
  }

  @Test func aRunWithoutLabelsGetsThreeClasses() throws {
    try withRun("--family", "eu") { folder, run in
      let negatives = try write("1\n11\n", "\(folder)/fn.txt")
      let trained = try feedback(
        run, "--false-negatives", negatives, "--output", "\(folder)/new", "--max-steps", "3")
      #expect(trained.status == 0, "\(trained.errors)")
      let json = try scores("\(folder)/new").json()
      let adjusted = try #require(json["adjusted"] as? [String: Any])
      // The digits of the test images are known for the curve, though no model has seen them.
      #expect(json["auc"] is Double && adjusted["auc"] is Double)
      let evaluated = try Command.run(["evaluate", "\(folder)/new"])
      #expect(evaluated.status == 0 && evaluated.output.contains("no accuracy"))
    }
  }

  @Test func isResumed() throws {
    try withRun { folder, run in
      let positives = try write("4\n", "\(folder)/fp.txt")
      func train(_ output: String, _ steps: String, _ more: String...) throws -> Finished {
        try Command.run(
          [
            "feedback", run, "--device", "host", "--false-positives", positives, "--output",
            "\(folder)/\(output)", "--max-steps", steps, "--json",
          ] + more)
      }
      #expect(try train("whole", "4").status == 0)
      #expect(try train("parts", "2").status == 0)
      let rest = try train("parts", "4", "--resume")
      #expect(rest.status == 0, "\(rest.errors)")
      #expect(rest.errors.contains("going on after step 2"))
      let path = "checkpoints/step-4/model.safetensors"
      let weights = try ["whole", "parts"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)/\(path)"))
      }
      #expect(weights[0] == weights[1])
      expectFailure(try train("parts", "4"), 64, "a run at")
      // Train resumes such a run as any other, and other rows are refused.
      let resumed = try Command.run(
        ["train", "mnist", "--run", "\(folder)/parts", "--resume", "--max-steps", "5"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      _ = try write("5\n", positives)
      expectFailure(try train("parts", "6", "--resume"), 64, "feedback")
    }
  }

  @Test func whatCannotBeUsedIsRefused() throws {
    try withRun { folder, run in
      func refuse(
        _ positives: String?, _ negatives: String?, _ status: Int32, _ words: String...
      ) throws {
        var options: [String] = []
        if let positives {
          options += ["--false-positives", try write(positives, "\(folder)/fp.txt")]
        }
        if let negatives {
          options += ["--false-negatives", try write(negatives, "\(folder)/fn.txt")]
        }
        let finished = try Command.run(["feedback", run, "--device", "host"] + options)
        #expect(finished.errorLines.count == 1, "\(finished.errors)")
        for word in words { expectFailure(finished, status, word) }
      }
      try refuse("20\n", nil, 65, "fp.txt, line 1", "'20'", "0 to 19")
      try refuse("3\n3\n", nil, 65, "line 2", "row 3 again")
      try refuse("3\n", "4\n3\n", 65, "row 3", "false positive too")
      try refuse("\n", nil, 65, "no row")
      try refuse(nil, nil, 64, "--false-positives")
      expectFailure(
        try feedback(run, "--false-positives", "\(folder)/nothing.txt"), 66, "nothing.txt")
      #expect(!FileManager.default.fileExists(atPath: run + "-feedback"))
    }
  }

  @Test func familiesWithoutScoresAreRefused() throws {
    try withRun("--family", "es") { folder, run in
      let rows = try write("3\n", "\(folder)/fp.txt")
      expectFailure(try feedback(run, "--false-positives", rows), 64, "no decoder")
    }
    try withRun("--labels", "none") { folder, run in
      let rows = try write("3\n", "\(folder)/fp.txt")
      expectFailure(try feedback(run, "--false-positives", rows), 64, "without labels", "eu")
    }
  }
}
