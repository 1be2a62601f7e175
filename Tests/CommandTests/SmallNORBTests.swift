import Files
import Foundation
import TestFiles
import Testing

@Suite struct SmallNORBTests {
  /// Arguments of a run of a narrow model on small files.
  private func training(_ folder: String, _ more: String...) -> [String] {
    [
      "train", "small-norb", "--data", folder, "--run", "\(folder)/run", "--device", "host",
      "--set", "width=0.0625", "--batch-size", "8", "--unlabelled", "40", "--labels", "20",
      "--max-steps", "2",
    ] + more
  }

  @Test func trainEvaluatePredictDraw() throws {
    try withFolder { folder in
      try SmallPairs.write(to: folder)
      let run = "\(folder)/run"
      let trained = try Command.run(training(folder, "--json"))
      #expect(trained.status == 0, "\(trained.errors)")
      let results = try trained.json()
      #expect(results["data"] as? String == "Small-NORB")
      #expect(results["labelled"] as? Int == 20 && results["unlabelled"] as? Int == 40)
      #expect((results["beta_vae"] as? [String: Any])?["count"] as? Int == 5)
      for name in ["reconstructions", "samples", "traversals"] {
        #expect(FileManager.default.fileExists(atPath: "\(run)/images/\(name).png"), "\(name)")
      }
      let evaluated = try Command.run(["evaluate", run, "--json"]).json()
      #expect(evaluated["samples"] as? Int == SmallPairs.heldOutCount)
      let heads = try #require(evaluated["heads"] as? [String: [String: Any]])
      #expect(Set(heads.keys) == ["category", "elevation", "azimuth", "lighting"])
      for (name, head) in heads {
        #expect(head["accuracy"] is Double && head["log_loss"] is Double, "\(name)")
      }
      #expect(evaluated["accuracy"] as? Double == heads["category"]?["accuracy"] as? Double)

      let input = "\(folder)/pairs.npy"
      let pixels = (0..<2 * 18_432).map { UInt8(truncatingIfNeeded: $0) }
      try NpyFile.write(NamedArray("", shape: [2, 96, 96, 2], values: .uint8(pixels)), to: input)
      let output = "\(folder)/said.safetensors"
      let predicted = try Command.run(["predict", run, "--input", input, "--output", output])
      #expect(predicted.status == 0, "\(predicted.errors)")
      #expect(
        try SafetensorsFile(at: output).shapes == [
          "mean": [2, 32], "log_variance": [2, 32], "reconstruction": [2, 96, 96, 2],
          "probabilities.category": [2, 5], "probabilities.elevation": [2, 9],
          "probabilities.azimuth": [2, 18], "probabilities.lighting": [2, 6],
        ])
      let picture = "\(folder)/picture.png"
      let drawn = try Command.run(["traverse", run, "--output", picture, "--count", "3", "--json"])
      #expect(drawn.status == 0, "\(drawn.errors)")
      // Three values of ten dimensions, both eyes beside each other.
      #expect(try drawn.json()["width"] as? Int == 3 * (192 + 2) + 2)
      #expect(try drawn.json()["height"] as? Int == 10 * (96 + 2) + 2)
    }
  }

  @Test func anyHeadsAndEverySetting() throws {
    try withFolder { folder in
      try SmallPairs.write(to: folder)
      let some = try Command.run(
        training(folder, "--set", "labelledHeads=lighting,category", "--set", "depth=2", "--json"))
      #expect(some.status == 0, "\(some.errors)")
      let configuration = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/run/config.json"))
      let text = String(decoding: configuration, as: UTF8.self)
      #expect(text.contains("\"category,lighting\"") && text.contains("\"depth\" : 2"))
      let supervised = try Command.run(
        training(folder, "--overwrite", "--family", "es", "--set", "split=instances"))
      #expect(supervised.status == 0, "\(supervised.errors)")
      #expect(supervised.output.contains("on \(SmallPairs.testingCount) held-out pairs"))
      let scored = try Command.run(["disentangle", "\(folder)/run"])
      expectFailure(scored, 64, "es", "latent")
    }
  }

  @Test func everyScore() throws {
    try withFolder { folder in
      try SmallPairs.write(to: folder)
      let trained = try Command.run(training(folder, "--family", "eu"))
      #expect(trained.status == 0, "\(trained.errors)")
      let scored = try Command.run(["disentangle", "\(folder)/run", "--json"])
      #expect(scored.status == 0, "\(scored.errors)")
      let document = try scored.json()
      #expect(document["samples"] as? Int == SmallPairs.trainingCount + SmallPairs.testingCount)
      let scores = try #require(document["scores"] as? [String: Any])
      for name in ["factor_vae", "mutual_information_gap", "separated_attribute", "completeness"] {
        #expect(scores[name] is [String: Any], "\(name)")
      }
    }
  }

  @Test func tableTwelveNeedsEnoughPairs() throws {
    try withFolder { folder in
      try SmallPairs.write(to: folder)
      // The real numbers of labels do not fit 88 pairs: the first row is refused, with the reason.
      let refused = try Command.run([
        "reproduce", "table12", "--quick", "--data", folder, "--run", "\(folder)/table",
        "--device", "host",
      ])
      expectFailure(refused, 64, "unlabelled", "38000")
      expectFailure(
        try Command.run(["reproduce", "table99"]), 64, "table99", "table12")
    }
  }

  @Test(arguments: [
    ("-dat.mat", 1_000, "bytes"), ("-cat.mat", 3, "cat.mat"), ("-info.mat", 0, "info.mat"),
  ])
  func damagedFiles(name: String, length: Int, words: String) throws {
    try withFolder { folder in
      try SmallPairs.write(to: folder)
      let path = "\(folder)/small-norb/\(SmallPairs.prefix(isTraining: true))\(name)"
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
      let finished = try Command.run(training(folder))
      expectFailure(finished, 65, path, words)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
    }
  }

  @Test func wrongUse() throws {
    try withFolder { folder in
      expectFailure(try Command.run(training(folder)), 66, folder, "small-norb")
      try SmallPairs.write(to: folder)
      expectFailure(try Command.run(training(folder, "--model", "rnn")), 64, "model", "96 x 96 x 2")
      expectFailure(
        try Command.run(training(folder, "--set", "labelledHeads=colour")), 64, "labelledHeads",
        "category")
      expectFailure(try Command.run(training(folder, "--labels", "100")), 64, "labels", "88")
      expectFailure(try Command.run(["data", "make", "mnist", "--data", folder]), 64, "small-norb")
      expectFailure(
        try Command.run(["data", "make", "small-norb", "--data", folder]), 73, folder)
    }
  }
}
