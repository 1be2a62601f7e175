import Files
import Foundation
import TestFiles
import Testing

/// Runs of M2: all that a run of `dense` does, and what is refused.
@Suite struct KingmaM2CommandTests {
  private func m2(_ folder: String, run: String = "run", _ more: String...) -> [String] {
    training(folder, run: run, "--model", "m2", "--labels", "20") + more
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test func trainAndUse() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let run = "\(folder)/run"
      let trained = try Command.run(m2(folder, "--max-steps", "5", "--json"))
      #expect(trained.status == 0, "\(trained.errors)")
      let document = try trained.json()
      #expect(document["model"] as? String == "m2" && document["accuracy"] is Double)
      let losses = try #require(document["losses"] as? [String: Double])
      #expect(
        Set(losses.keys) == ["total", "reconstruction", "kl", "entropy", "classification"])
      let log = String(decoding: try bytes("\(run)/metrics.csv"), as: UTF8.self)
      #expect(log.split(separator: "\n").first?.hasSuffix(",log_loss,entropy") == true)

      let evaluated = try Command.run(["evaluate", run, "--json"]).json()
      #expect(evaluated["accuracy"] as? Double == document["accuracy"] as? Double)
      #expect(evaluated["reconstruction"] is Double && evaluated["kl"] is Double)

      let input = "\(folder)/images.npy"
      try NpyFile.write(
        NamedArray(
          "", shape: [3, 28, 28],
          values: .uint8((0..<3 * 784).map { UInt8(truncatingIfNeeded: $0) })),
        to: input)
      let output = "\(folder)/said.safetensors"
      let predicted = try Command.run(["predict", run, "--input", input, "--output", output])
      #expect(predicted.status == 0, "\(predicted.errors)")
      #expect(
        try SafetensorsFile(at: output).shapes == [
          "mean": [3, 2], "log_variance": [3, 2], "probabilities": [3, 10],
          "reconstruction": [3, 28, 28, 1],
        ])
      let same = "\(folder)/same.safetensors"
      let direct = try Command.run([
        "predict", "--model", "m2", "--weights", "\(run)/checkpoints/last/model.safetensors",
        "--set", "width=0.03125", "--device", "host", "--input", input, "--output", same,
      ])
      #expect(direct.status == 0, "\(direct.errors)")
      #expect(try bytes(same) == bytes(output))
      for picture in ["sample", "reconstruct", "traverse"] {
        let drawn = try Command.run([picture, run, "--output", "\(folder)/\(picture).png"])
        #expect(drawn.status == 0, "\(drawn.errors)")
      }
      let scored = try Command.run(["score", run, "--draws", "2", "--json"]).json()
      #expect((scored["scores"] as? [Double])?.count == SmallData.testCount)
    }
  }

  @Test func resumingGivesTheSameBits() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let whole = try Command.run(m2(folder, run: "whole", "--max-steps", "6"))
      #expect(whole.status == 0, "\(whole.errors)")
      for steps in ["2", "6"] {
        let part = try Command.run(m2(folder, run: "parts", "--max-steps", steps, "--resume"))
        #expect(part.status == 0, "\(part.errors)")
      }
      for name in ["metrics.csv", "checkpoints/last/model.safetensors"] {
        #expect(try bytes("\(folder)/parts/\(name)") == bytes("\(folder)/whole/\(name)"), "\(name)")
      }
    }
  }

  /// Without labels M2 sums over the class in every row; with all, in none.
  @Test(arguments: ["none", "all"])
  func labelsOfOneKind(_ labels: String) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let finished = try Command.run(
        training(
          folder, "--model", "m2", "--labels", labels, "--max-steps", "2", "--set", "latent=3",
          "--json"))
      #expect(finished.status == 0, "\(finished.errors)")
      let losses = try #require(try finished.json()["losses"] as? [String: Double])
      #expect((losses["entropy"] == 0) == (labels == "all"))
      #expect((losses["classification"] == 0) == (labels == "none"))
    }
  }

  @Test func whatItDoesNotHaveIsRefused() throws {
    func train(_ dataset: String, _ more: String...) throws -> Finished {
      try Command.run(["train", dataset, "--data", "/nowhere", "--model", "m2"] + more)
    }
    expectFailure(try train("mnist", "--family", "es"), 64, "family: found es", "ss for model m2")
    expectFailure(try train("mnist", "--family", "eu"), 64, "family: found eu", "ss for model m2")
    expectFailure(try train("uci-har"), 64, "model: found m2 for uci-har", "fashion-mnist")
    expectFailure(try train("small-norb"), 64, "model: found m2 for small-norb", "mnist")
    expectFailure(
      try train("mnist", "--set", "piGradient=through"), 64, "piGradient", "a model of the paper")
    expectFailure(
      try train("mnist", "--set", "classWeights=balanced"), 64, "classWeights: found balanced")
  }
}
