import Foundation
import TestFiles
import Testing

/// Feedback and suggestions on one's own data.
@Suite struct OwnFeedbackTests {
  /// An input of the form that a run was trained on, with as many samples.
  private func input(_ form: OwnRun.Form, _ run: OwnRun) throws -> (path: String, row: String) {
    switch form {
    case .arrays, .table: (run.data, "2")
    case .pictures: ("\(run.data)/cat", "4.png")
    }
  }

  @Test(arguments: OwnRun.Form.allCases)
  func rowsOfAnInput(form: OwnRun.Form) throws {
    try withFolder { folder in
      let run = try OwnRun(form, in: folder, "--test-share", "0.25")
      let (path, row) = try input(form, run)
      let rows = try run.write("\(row)\n", "fn.txt")
      let trained = try Command.run([
        "feedback", run.path, "--false-negatives", rows, "--input", path, "--device", "host",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      let scored = try Command.run([
        "score", run.path + "-feedback", "--input", path, "--draws", "2", "--json",
      ])
      #expect(scored.status == 0, "\(scored.errors)")
      let adjusted = try #require(try scored.json()["adjusted"] as? [String: Any])
      let scores = try #require(adjusted["scores"] as? [Double])
      #expect(scores.allSatisfy { $0 >= 0 && $0.isFinite })
      // A table's scores are from densities.
      let origin = try #require(adjusted["origin"] as? Double)
      #expect(form == .table ? origin <= 0 : origin == 0)
      let predicted = try Command.run([
        "predict", run.path + "-feedback", "--input", path, "--output", "\(folder)/classes.csv",
      ])
      #expect(predicted.status == 0, "\(predicted.errors)")
      let table = try String(contentsOfFile: "\(folder)/classes.csv", encoding: .utf8)
      #expect(table.contains("p(false positive),p(false negative)"))
    }
  }

  @Test func withoutAnyLabels() throws {
    try withFolder { folder in
      let data = "\(folder)/data.csv"
      try OwnData.write(Array(OwnData.table(labels: false).utf8), data)
      let run = "\(folder)/run"
      let trained = try Command.run(
        OwnData.training(data, run: run, "--test-share", "0.25"))
      try #require(trained.status == 0, "\(trained.errors)")
      try OwnData.write(Array("0\n".utf8), "\(folder)/fp.txt")
      let after = try Command.run([
        "feedback", run, "--false-positives", "\(folder)/fp.txt", "--device", "host",
      ])
      #expect(after.status == 0, "\(after.errors)")
      for use in ["score", "evaluate"] {
        let finished = try Command.run([use, run + "-feedback"])
        #expect(finished.status == 0, "\(finished.errors)")
      }
    }
  }

  /// An input that has changed since is other data.
  @Test func anInputIsTheSameWhenResumed() throws {
    try withFolder { folder in
      let run = try OwnRun(.table, in: folder)
      let input = try run.write(OwnData.table(labels: false), "new.csv")
      let rows = try run.write("0\n", "fp.txt")
      let arguments = [
        "feedback", run.path, "--false-positives", rows, "--input", input, "--device", "host",
      ]
      #expect(try Command.run(arguments + ["--max-steps", "2"]).status == 0)
      let more = arguments + ["--max-steps", "3", "--resume"]
      _ = try run.write(
        OwnData.table(labels: false).replacingOccurrences(of: "\n0,0.0", with: "\n1,0.0"), "new.csv"
      )
      expectFailure(try Command.run(more), 65, "feedback")
      _ = try run.write(OwnData.table(labels: false), "new.csv")
      let resumed = try Command.run(more)
      #expect(resumed.status == 0, "\(resumed.errors)")
    }
  }
}
