import Foundation
import TestFiles
import Testing

/// Experiments on a few small images, with runs of one step of a narrow model.
@Suite struct ReproduceTests {
  /// Both image data sets in `folder`.
  private func withImages(_ body: (String) throws -> Void) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let files = FileManager.default
      try files.moveItem(atPath: "\(folder)/mnist", toPath: "\(folder)/fashion-mnist")
      try SmallData().write(to: folder)
      try body(folder)
    }
  }

  private func reproduce(
    _ name: String, _ folder: String, model: String = "dense", _ more: String...
  ) throws -> Finished {
    try Command.run(
      [
        "reproduce", name, "--data", folder, "--run", "\(folder)/experiments", "--device", "host",
        "--models", model, "--steps", "1", "--set", "width=0.02", "--set", "batchSize=16",
      ] + more)
  }

  /// The folders of the runs that were trained or taken up again.
  private func trained(_ finished: Finished) -> [Substring] {
    (finished.output + finished.errors).split(separator: "\n").filter { $0.hasPrefix("run: ") }
  }

  private func rows(_ finished: Finished) throws -> [[String: Any]] {
    try #require(try finished.json()["rows"] as? [[String: Any]])
  }

  private func claims(_ finished: Finished) throws -> [[String: Any]] {
    try #require(try finished.json()["claims"] as? [[String: Any]])
  }

  @Test(arguments: ["table3", "table7"])
  func fewLabels(_ name: String) throws {
    try withImages { folder in
      let first = try reproduce(name, folder, "--labels", "10", "--runs", "2", "--json")
      #expect(first.status == 0, "\(first.errors)")
      #expect(trained(first).count == 4)
      let rows = try rows(first)
      #expect(
        rows.map { $0["name"] as? String } == [
          "ss dense, 10 labels", "ss dense, 10 labels", "es dense, 10 labels",
          "es dense, 10 labels",
        ])
      #expect(rows.map { $0["metric"] as? String }.prefix(2) == ["accuracy", "log_loss"])
      #expect(rows.allSatisfy { $0["n"] as? Int == 2 && $0["mean"] is Double })
      let settings = try rows.map { try #require($0["settings"] as? [String: String]) }
      #expect(settings[0]["labelWeight"] == "20.0" && settings[0]["maxSteps"] == "1")
      #expect(settings[2]["epochRows"] == "labelled" && settings[2]["labelWeight"] == nil)
      // Both families have the same labelled rows.
      let labels = try trained(first).map { run in
        try Data(
          contentsOf: URL(fileURLWithPath: run.dropFirst("run: ".count) + "/labels.json"))
      }
      #expect(labels[0] == labels[1] && labels[2] == labels[3] && labels[0] != labels[2])
      // Nothing is left to do, and nothing changes.
      let second = try reproduce(name, folder, "--labels", "10", "--runs", "2", "--json")
      #expect(second.status == 0 && trained(second).isEmpty)
      #expect(second.output == first.output)
    }
  }

  @Test(arguments: ["table4", "table8"])
  func allLabels(_ name: String) throws {
    try withImages { folder in
      let first = try reproduce(name, folder, "--runs", "1")
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.output.contains("| ss dense, all labels | accuracy |"))
      #expect(first.output.contains("patience=3") && first.output.contains("not settled"))
      // A run more: the first is not repeated.
      let second = try reproduce(name, folder, "--runs", "2", "--json")
      #expect(second.status == 0, "\(second.errors)")
      #expect(trained(second).count == 2 && trained(second).allSatisfy { $0.hasSuffix("-seed2") })
      #expect(try claims(second).count == (name == "table4" ? 3 : 2))
      #expect(try rows(second).allSatisfy { ["yes", "no"].contains($0["reproduced"] as? String) })
    }
  }

  /// The larger encoder, with a run of each family; the next command adds one of each and repeats none.
  @Test func largerEncoder() throws {
    try withImages { folder in
      let first = try reproduce("encoders", folder, model: "resnext", "--runs", "1")
      #expect(first.status == 0, "\(first.errors)")
      #expect(trained(first).count == 2)
      #expect(first.output.contains("| es resnext, all labels | log_loss |"))
      #expect(first.output.contains("patience=3") && first.output.contains("not settled"))
      let second = try reproduce("encoders", folder, model: "resnext", "--runs", "2", "--json")
      #expect(second.status == 0, "\(second.errors)")
      #expect(trained(second).count == 2 && trained(second).allSatisfy { $0.hasSuffix("-seed2") })
      let rows = try rows(second)
      #expect(rows.count == 4 && rows.allSatisfy { $0["n"] as? Int == 2 })
      // The difference of the means is that of the claim.
      let means = try rows.map { try #require($0["mean"] as? Double) }
      let claims = try claims(second)
      #expect(claims.count == 2)
      for (claim, row) in zip(claims, [0, 1]) {
        let value = try #require(claim["value"] as? Double)
        #expect(abs(value - (means[row] - means[row + 2])) < 1e-12)
      }
    }
  }

  /// Table 6 takes its rows without labels from Table 5.
  @Test func anomaliesShareRuns() throws {
    try withImages { folder in
      let first = try reproduce("table5", folder, "--quick", "--json")
      #expect(first.status == 0, "\(first.errors)")
      #expect(trained(first).count == 20)
      #expect(
        try rows(first).allSatisfy { $0["metric"] as? String == "auc" && $0["n"] as? Int == 1 })
      let claims = try claims(first)
      #expect(claims.count == 3)
      #expect(claims.allSatisfy { $0["reproduced"] as? String == "not settled" })
      let second = try reproduce("table6", folder, "--quick", "--runs", "1", "--json")
      #expect(second.status == 0, "\(second.errors)")
      #expect(trained(second).count == 6)
      #expect(trained(second).allSatisfy { $0.contains("-ss-") })
      let rows = try rows(second)
      #expect(rows.count == 8 && rows.allSatisfy { $0["steps"] as? Int == 1 })
      let settings = try #require(rows[1]["settings"] as? [String: String])
      #expect(settings["labels"] == "1" && settings["epochRows"] == "all")
    }
  }

  /// The run that is judged is Table 5's, and others go on from it.
  @Test func feedback() throws {
    try withImages { folder in
      let first = try reproduce("feedback", folder, "--quick", "--json")
      #expect(first.status == 0, "\(first.errors)")
      // Two runs are judged, and three go on from each.
      #expect(trained(first).count == 8)
      #expect(trained(first).count { $0.contains("-feedback30-") } == 2)
      let rows = try rows(first)
      #expect(rows.count == 6 && rows.allSatisfy { $0["metric"] as? String == "auc" })
      #expect(rows.allSatisfy { $0["n"] as? Int == 1 && $0["mean"] is Double })
      #expect(
        try claims(first).map { $0["reproduced"] as? String }
          == Array(repeating: "not settled", count: 5))
      // Nothing is left to do; what is lost is made again and nothing else.
      let second = try reproduce("feedback", folder, "--quick", "--json")
      #expect(second.output == first.output && trained(second).isEmpty)
      let lost = String(try #require(trained(first).last).dropFirst("run: ".count))
      try FileManager.default.removeItem(atPath: lost + "/score.json")
      let third = try reproduce("feedback", folder, "--quick", "--json")
      #expect(third.output == first.output && trained(third).count == 1)
    }
  }

  @Test func suggestedLabels() throws {
    try withImages { folder in
      let first = try reproduce(
        "suggest", folder, "--quick", "--runs", "1", "--set", "unlabelled=all", "--json")
      #expect(first.status == 0, "\(first.errors)")
      let rows = try rows(first)
      #expect(rows.count == 32 && rows.allSatisfy { $0["n"] as? Int == 1 })
      #expect(try claims(first).count == 4)
      let second = try reproduce(
        "suggest", folder, "--quick", "--runs", "1", "--set", "unlabelled=all", "--json")
      #expect(second.output == first.output && trained(second).isEmpty)
    }
  }

  @Test func articles() throws {
    try withImages { folder in
      let finished = try reproduce("table9", folder, "--quick")
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(finished.output.contains("| ss, Ankle Boot left out | auc |"))
      #expect(finished.output.contains("for most articles: wins, ties, losses (paper 7, 1, 2)"))
    }
  }

  /// Experiments without rows of such models and labels are left out.
  @Test func all() throws {
    try withImages { folder in
      let finished = try reproduce("all", folder, "--labels", "10", "--runs", "1", "--json")
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(Set(try finished.json().keys) == ["table1", "table3", "table7"])
      #expect(finished.errors.contains("| es dense, 10 labels | log_loss |"))
      let text = try reproduce("all", folder, "--labels", "10", "--runs", "1")
      #expect(text.status == 0 && trained(text).isEmpty)
      #expect(text.output.contains("0 of 0 figures and 0 of 0 claims reproduced, 0 not settled"))
    }
  }
}
