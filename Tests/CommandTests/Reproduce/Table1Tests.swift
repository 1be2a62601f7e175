import TestFiles
import Testing

/// Table 1 on a few small images, with runs of one step of narrow models.
@Suite struct Table1Tests {
  private func reproduce(_ folder: String, _ more: String...) throws -> Finished {
    try Command.run(
      [
        "reproduce", "table1", "--data", folder, "--run", "\(folder)/experiments", "--device",
        "host", "--steps", "1", "--set", "width=0.02", "--set", "batchSize=16",
      ] + more)
  }

  private func trained(_ finished: Finished) -> [Substring] {
    (finished.output + finished.errors).split(separator: "\n").filter { $0.hasPrefix("run: ") }
  }

  private func list(_ finished: Finished, _ key: String) throws -> [[String: Any]] {
    try #require(try finished.json()[key] as? [[String: Any]])
  }

  /// 20 hidden units and z of 2: 784·20 + 20 + 20·20 + 20 of a network's hidden layers, 20·10 + 10 of π,
  /// 2·(20·2 + 2) of z, and 12·20 + 20 + 20·20 + 20 + 20·784 + 784 of the decoder; M2 has the first
  /// twice, and 10·20 weights of y.
  private let parameters = (own: 33_558.0, other: 49_878.0)

  @Test func bothModels() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let first = try reproduce(folder, "--labels", "10", "--runs", "2", "--json")
      #expect(first.status == 0, "\(first.errors)")
      #expect(trained(first).count == 4)
      let rows = try list(first, "rows")
      #expect(
        rows.map { $0["metric"] as? String } == [
          "accuracy", "log_loss", "parameters", "images_per_second", "accuracy", "log_loss",
          "parameters", "images_per_second",
        ])
      #expect(
        rows.map { $0["name"] as? String }
          == Array(repeating: "ss dense, 10 labels", count: 4)
          + Array(repeating: "m2, 10 labels", count: 4))
      #expect(rows.allSatisfy { $0["n"] as? Int == 2 && ($0["mean"] as? Double ?? -1) >= 0 })
      #expect(
        rows.filter { $0["metric"] as? String == "parameters" }.map { $0["mean"] as? Double }
          == [parameters.own, parameters.other])
      let difference = try #require(rows[2]["difference"] as? [String: Any])
      #expect(difference["mean"] as? Double == parameters.own - parameters.other)
      // Both are trained alike, on the same labels.
      var settings = try rows.map { try #require($0["settings"] as? [String: String]) }
      #expect(settings[0]["model"] == "dense" && settings[4]["model"] == "m2")
      settings[4]["model"] = "dense"
      #expect(settings[0] == settings[4])
      #expect(settings[0]["labelWeight"] == "20.0" && settings[0]["epochRows"] == "all")
      let claims = try list(first, "claims")
      #expect(claims.count == 2)
      #expect(claims.allSatisfy { $0["n"] as? Int == 2 && $0["value"] is Double })
      // Nothing is left to do, and nothing changes.
      let second = try reproduce(folder, "--labels", "10", "--runs", "2", "--json")
      #expect(second.status == 0 && trained(second).isEmpty)
      #expect(second.output == first.output)
    }
  }

  /// One run settles nothing; a further one leaves it as it is. Table 3 has the same runs of `ss dense`.
  @Test func aRunMoreAndTheRunsOfTable3() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let first = try reproduce(folder, "--quick", "--labels", "10")
      #expect(first.status == 0, "\(first.errors)")
      #expect(trained(first).count == 2 && first.output.contains("not settled"))
      #expect(first.output.contains("| m2, 10 labels | images_per_second |"))
      let second = try reproduce(folder, "--quick", "--labels", "10", "--runs", "2", "--json")
      #expect(second.status == 0, "\(second.errors)")
      #expect(trained(second).count == 2 && trained(second).allSatisfy { $0.hasSuffix("-seed2") })
      let other = try Command.run([
        "reproduce", "table3", "--quick", "--data", folder, "--run", "\(folder)/experiments",
        "--device", "host", "--models", "dense", "--labels", "10", "--runs", "2", "--steps", "1",
        "--set", "width=0.02", "--set", "batchSize=16", "--json",
      ])
      #expect(other.status == 0, "\(other.errors)")
      #expect(trained(other).count == 2 && trained(other).allSatisfy { $0.contains("-es-") })
    }
  }

  @Test func oneModelHasNoClaims() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let finished = try reproduce(
        folder, "--labels", "10", "--runs", "1", "--models", "m2", "--json")
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(try list(finished, "claims").isEmpty && (try list(finished, "rows").count == 4))
    }
  }
}
