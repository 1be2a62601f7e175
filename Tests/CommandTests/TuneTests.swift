import Foundation
import TestFiles
import Testing

@Suite struct TuneTests {
  /// Whether there is a CPU that OpenCL runs on; without one there is nothing to tune.
  private static func hasDevice() throws -> Bool {
    try Command.run(["train", "mnist", "--device", "cpu", "--print-plan"]).status != 69
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func document(_ path: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: bytes(path)) as? [String: Any])
  }

  /// A record with one entry in the place of the one at `path`.
  private func write(_ entries: [String: [String: Int]], to path: String) throws {
    var record = try document(path)
    record["entries"] = entries
    try JSONSerialization.data(withJSONObject: record).write(to: URL(fileURLWithPath: path))
  }

  /// Tunes for a moment and returns the document.
  private func tune(_ environment: [String: String], seconds: String) throws -> [String: Any] {
    let finished = try Command.run(
      [
        "tune", "--device", "cpu", "--family", "es", "--width", "0.03125", "--batch-size", "16",
        "--seconds", seconds, "--json",
      ], environment: environment)
    #expect(finished.status == 0, "\(finished.errors)")
    return try finished.json()
  }

  @Test func settingsAreChecked() throws {
    expectFailure(try Command.run(["tune", "--model", "lenet"]), 64, "model", "dense or cnn")
    expectFailure(try Command.run(["tune", "--batch-size", "1"]), 64, "batch-size")
    expectFailure(try Command.run(["tune", "--seconds", "0"]), 64, "seconds")
    expectFailure(try Command.run(["tune", "--device", "host"]), 64, "device", "the host")
  }

  @Test func theRecordIsWrittenAndKept() throws {
    guard try Self.hasDevice() else { try Test.cancel("there is no OpenCL CPU device here") }
    try withFolder { folder in
      let environment = ["XDG_CACHE_HOME": folder]
      let first = try tune(environment, seconds: "5")
      for key in [
        "model", "family", "batch_size", "device", "device_class", "record", "seconds",
        "operations", "before_milliseconds", "after_milliseconds",
      ] { #expect(first[key] != nil, "\(key)") }
      let path = try #require(first["record"] as? String)
      #expect(path.hasPrefix("\(folder)/continuum/tuning/"))
      let rows = try #require(first["operations"] as? [[String: Any]])
      let keys = rows.compactMap { $0["key"] as? String }
      #expect(keys.contains("matrixProduct 16x32x784 NN"), "\(keys)")
      #expect(rows.allSatisfy { $0["status"] as? String != "wrong" })
      let searched = rows.filter { $0["status"] as? String == "searched" }.count

      // What was searched is not searched again, and the record of a moment before stays.
      let measured = try document(path)["measurements"] as? [String: [String: Any]] ?? [:]
      let second = try tune(environment, seconds: "0.001")
      let known = (second["operations"] as? [[String: Any]] ?? [])
        .filter { $0["status"] as? String == "known" }.count
      #expect(
        known == searched && known == measured.values.count { $0["tried"] == nil })

      try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
      let refused = try Command.run(
        ["benchmark", "--device", "cpu", "--steps", "1"], environment: environment)
      expectFailure(refused, 65, path, "no 'format'", "continuum tune")
      #expect(refused.errorLines.count == 1)
    }
  }

  /// A choice that was measured with another kernel has no effect, and a resumed run says so.
  @Test func aResumedRunSaysThatKernelsHaveChanged() throws {
    guard try Self.hasDevice() else { return }
    try withFolder { folder in
      try SmallData().write(to: folder)
      func train(_ steps: String, _ more: String...) throws -> String {
        let finished = try Command.run(
          [
            "train", "mnist", "--data", folder, "--device", "cpu", "--family", "es", "--run",
            "\(folder)/run", "--set", "width=0.03125", "--batch-size", "16", "--max-steps", steps,
          ] + more, environment: ["XDG_CACHE_HOME": folder])
        #expect(finished.status == 0, "\(finished.errors)")
        return finished.output
      }
      let words = "kernels have changed since this run was begun: 1 of its measured choices"
      _ = try train("1")
      #expect(try !train("2", "--resume").contains("kernels have changed"))
      let path = "\(folder)/run/checkpoints/last/state.json"
      var state = try document(path)
      let key = "matrixProduct 16x32x784 NN"
      state["tuning"] = [
        "entries": [key: ["splits": 4], "of no operation": ["x": 1]],
        "implementations": [key: "another kernel", "of no operation": "another"],
      ]
      try JSONSerialization.data(withJSONObject: state).write(to: URL(fileURLWithPath: path))
      #expect(try train("3", "--resume").contains(words))
    }
  }

  @Test func aResumedRunKeepsItsChoices() throws {
    guard try Self.hasDevice() else { try Test.cancel("there is no OpenCL CPU device here") }
    try withFolder { folder in
      try SmallData().write(to: folder)
      let environment = ["XDG_CACHE_HOME": folder]
      let record = try #require(try tune(environment, seconds: "0.001")["record"] as? String)
      func train(_ run: String, _ steps: String, _ more: String...) throws {
        let finished = try Command.run(
          [
            "train", "mnist", "--data", folder, "--device", "cpu", "--family", "es", "--run",
            "\(folder)/\(run)", "--set", "width=0.03125", "--batch-size", "16", "--max-steps",
            steps,
          ] + more, environment: environment)
        #expect(finished.status == 0, "\(finished.errors)")
      }
      func weights(_ run: String) throws -> Data {
        try bytes("\(folder)/\(run)/checkpoints/last/model.safetensors")
      }
      func choices(_ document: [String: Any]) throws -> [String: [String: Int]] {
        let tuning = try #require(document["tuning"] as? [String: Any])
        return try #require(tuning["entries"] as? [String: [String: Int]])
      }
      let key = "matrixProduct 16x32x784 NN"
      let before = [key: ["splits": 4], "unknown": ["x": 1]]
      try write(before, to: record)
      try train("whole", "4")
      try train("parts", "2")
      try write([key: ["splits": 1]], to: record)
      try train("parts", "4", "--resume")
      try train("other", "4")
      for file in ["environment.json", "checkpoints/last/state.json"] {
        let kept = try choices(document("\(folder)/parts/\(file)"))
        #expect(kept.filter { before[$0.key] != nil } == before, "\(file)")
        #expect(try choices(document("\(folder)/other/\(file)"))[key] == ["splits": 1], "\(file)")
      }
      #expect(try weights("parts") == weights("whole"))
      // Otherwise the comparison would show nothing.
      #expect(try weights("other") != weights("whole"))
    }
  }
}
