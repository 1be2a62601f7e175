import Files
import Foundation
import TestFiles
import Testing

/// Runs of the recurrent model on small files in UCI-HAR's form, on the host.
@Suite struct SequenceTests {
  private func train(_ folder: String, _ more: String..., run: String = "run") throws -> Finished {
    try Command.run(
      [
        "train", "uci-har", "--data", folder, "--device", "host", "--run", "\(folder)/\(run)",
        "--set", "width=0.1", "--batch-size", "4", "--max-steps", "2", "--json",
      ] + more)
  }

  private func document(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// Two windows in the files' units, [2, 128, 6].
  private func writeWindows(to path: String) throws {
    let values = SmallHAR.values("test", channels: 6).prefix(2 * 768)
    try SafetensorsFile.write([NamedArray("x", shape: [2, 128, 6], Array(values))], to: path)
  }

  @Test func fromTrainingToScores() throws {
    try withFolder { folder in
      try SmallHAR().write(to: "\(folder)/uci-har")
      let trained = try train(folder, "--labels", "4")
      #expect(trained.status == 0, "\(trained.errors)")
      let result = try trained.json()
      #expect(result["labelled"] as? Int == 4 && result["unlabelled"] as? Int == 3)
      let statistics = try document("\(folder)/run/statistics.json")
      #expect(statistics["channelNames"] as? [String] == SmallHAR.bodySignals)

      let evaluated = try Command.run(["evaluate", "\(folder)/run", "--json"]).json()
      #expect(evaluated["samples"] as? Int == 3 && evaluated["log_loss"] is Double)
      #expect(evaluated["accuracy"] as? Double == result["accuracy"] as? Double)

      try writeWindows(to: "\(folder)/windows.safetensors")
      let predicted = try Command.run([
        "predict", "\(folder)/run", "--input", "\(folder)/windows.safetensors", "--output",
        "\(folder)/out.safetensors", "--json",
      ]).json()
      let tensors = try #require(predicted["tensors"] as? [String: [Int]])
      #expect(
        tensors == [
          "mean": [2, 128, 2], "log_variance": [2, 128, 2], "probabilities": [2, 128, 6],
          "reconstruction": [2, 128, 6], "standard_deviation": [2, 128, 6],
        ])
      let scored = try Command.run([
        "score", "\(folder)/run", "--input", "\(folder)/windows.safetensors", "--draws", "3",
        "--json",
      ]).json()
      let scores = try #require(scored["scores"] as? [Double])
      #expect(scores.count == 2 && scores.allSatisfy(\.isFinite) && scored["auc"] == nil)
      // The test files hold the same windows, so that their scores are the same.
      let test = try Command.run(["score", "\(folder)/run", "--draws", "3", "--json"]).json()
      #expect((test["scores"] as? [Double])?.prefix(2) == scores[...])
    }
  }

  /// Samples of a class that is left out are in no batch, and the score's curve is against it.
  @Test func anomalies() throws {
    try withFolder { folder in
      try SmallHAR().write(to: "\(folder)/uci-har")
      let trained = try train(folder, "--family", "eu", "--set", "anomalousClass=0")
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(try trained.json()["unlabelled"] as? Int == 5)
      let scored = try Command.run(["score", "\(folder)/run", "--json"])
      #expect(scored.status == 0, "\(scored.errors)")
      let area = try #require(try scored.json()["auc"] as? Double)
      #expect((0...1).contains(area))
      expectFailure(
        try train(folder, "--set", "anomalousClass=6", run: "other"), 64, "anomalousClass", "5")
    }
  }

  /// Scores are written where the test part has no sample of the class that was left out.
  @Test func scoresWithoutACurve() throws {
    try withFolder { folder in
      try SmallHAR().write(to: "\(folder)/uci-har")
      let trained = try train(folder, "--family", "eu", "--set", "anomalousClass=1")
      #expect(trained.status == 0, "\(trained.errors)")
      let scored = try Command.run(["score", "\(folder)/run", "--draws", "2", "--json"])
      #expect(scored.status == 0, "\(scored.errors)")
      let document = try scored.json()
      #expect((document["scores"] as? [Double])?.count == 3 && document["auc"] == nil)
      #expect((document["remark"] as? String)?.contains("0 positive and 3 negative") == true)
      let text = try Command.run(["score", "\(folder)/run", "--draws", "2"])
      #expect(text.output.contains("no area under the curve") && text.status == 0)
    }
  }

  @Test func settingsOfTheModel() throws {
    try withFolder { folder in
      try SmallHAR().write(to: "\(folder)/uci-har")
      for (index, setting) in [
        "channels=9", "acceleration=total", "recurrentActivation=hard_sigmoid",
        "minimumDeviation=0.1", "validationShare=0.3",
      ].enumerated() {
        let trained = try train(folder, "--set", setting, run: "run\(index)")
        #expect(trained.status == 0, "\(setting): \(trained.errors)")
      }
      let nine = try document("\(folder)/run0/statistics.json")
      #expect(nine["channelNames"] as? [String] == SmallHAR.signals)
      let rows = try document("\(folder)/run4/labels.json")
      let subjects = try #require(rows["validationSubjects"] as? [Int])
      #expect(!subjects.isEmpty && rows["validation"] as? [Int] != [])
      expectFailure(try train(folder, "--set", "channels=7", run: "run9"), 64, "channels", "6 or 9")
      let images = try Command.run([
        "train", "mnist", "--data", folder, "--set", "channels=9", "--run", "\(folder)/run9",
      ])
      expectFailure(images, 64, "channels", "rnn")
    }
  }

  /// A run without its statistics, or asked for what it cannot give.
  @Test func failures() throws {
    try withFolder { folder in
      try SmallHAR().write(to: "\(folder)/uci-har")
      #expect(try train(folder).status == 0)
      let run = "\(folder)/run"
      expectFailure(
        try Command.run(["sample", run, "--output", "\(folder)/a.png"]), 64, "uci-har", "images")
      expectFailure(try Command.run(["score", run, "--draws", "0"]), 64, "--draws")
      try SafetensorsFile.write(
        [NamedArray("x", shape: [1, 100, 6], [Float](repeating: 0, count: 600))],
        to: "\(folder)/short.safetensors")
      expectFailure(
        try Command.run(["score", run, "--input", "\(folder)/short.safetensors"]), 65,
        "[1, 100, 6]", "[N, 128, 6]")
      #expect(try train(folder, "--family", "es", run: "es").status == 0)
      expectFailure(try Command.run(["score", "\(folder)/es"]), 64, "es", "decoder")
      try FileManager.default.removeItem(atPath: "\(run)/statistics.json")
      expectFailure(try Command.run(["evaluate", run]), 66, "statistics.json")
    }
  }

  /// Files that contradict their format: the file, the line, what was expected.
  @Test(arguments: [
    ("1.0 2.0\r\n", "128"), ("", "7"),
    (String(repeating: "  1.0000000e+000", count: 127) + "          nothing\r\n", "nothing"),
  ])
  func badFiles(_ content: String, _ word: String) throws {
    try withFolder { folder in
      var files = SmallHAR()
      files.files[SmallHAR.path("body_gyro_y", "train")] = content
      try files.write(to: "\(folder)/uci-har")
      expectFailure(try train(folder), 65, "body_gyro_y_train.txt", word)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/run/config.json"))
    }
  }

  @Test func badLabels() throws {
    try withFolder { folder in
      var files = SmallHAR()
      files.files["train/y_train.txt"] = "1\n2\n7\n4\n5\n6\n1\n"
      try files.write(to: "\(folder)/uci-har")
      expectFailure(try train(folder), 65, "y_train.txt", "7", "1", "6")
    }
  }
}
