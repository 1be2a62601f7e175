import Files
import Foundation
import TestFiles
import Testing

@Suite struct RunTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  @Test func trainEvaluatePredict() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let run = "\(folder)/run"
      let trained = try Command.run(
        training(folder, "--max-steps", "5", "--labels", "20", "--json"))
      #expect(trained.status == 0, "\(trained.errors)")
      let document = try trained.json()
      #expect(document["steps"] as? Int == 5 && document["accuracy"] is Double)
      for name in ["config.json", "environment.json", "labels.json", "results.json"] {
        _ = try JSONSerialization.jsonObject(with: try bytes("\(run)/\(name)"))
      }
      let rows = try text("\(run)/metrics.csv").split(separator: "\n")
      #expect(
        rows.first == "epoch,step,split,loss,reconstruction,kl,classification,accuracy,log_loss")
      #expect(
        rows.last?.hasPrefix("1,5,test,") == true || rows.last?.hasPrefix("2,5,test,") == true)

      let evaluated = try Command.run(["evaluate", run, "--json"]).json()
      #expect(
        evaluated["checkpoint"] as? String == "last" && evaluated["split"] as? String == "test")
      #expect(evaluated["samples"] as? Int == SmallData.testCount)
      #expect(evaluated["accuracy"] as? Double == document["accuracy"] as? Double)
      #expect(evaluated["log_loss"] as? Double == document["log_loss"] as? Double)
      expectFailure(try Command.run(["evaluate", run, "--checkpoint", "best"]), 66, "best")

      let pixels = (0..<3 * 784).map { UInt8(truncatingIfNeeded: $0) }
      let input = "\(folder)/images.npy"
      try NpyFile.write(NamedArray("", shape: [3, 28, 28], values: .uint8(pixels)), to: input)
      let output = "\(folder)/said.safetensors"
      let predicted = try Command.run(["predict", run, "--input", input, "--output", output])
      #expect(predicted.status == 0, "\(predicted.errors)")
      let file = try SafetensorsFile(at: output)
      #expect(
        file.shapes == [
          "mean": [3, 2], "log_variance": [3, 2], "probabilities": [3, 10],
          "reconstruction": [3, 28, 28, 1],
        ])
      let same = "\(folder)/same.safetensors"
      let weights = "\(run)/checkpoints/last/model.safetensors"
      try NpyFile.write(
        NamedArray("", shape: [3, 784], pixels.map { Float($0) / 255 }), to: input)
      let direct = try Command.run([
        "predict", "--model", "dense", "--family", "ss", "--weights", weights, "--set",
        "width=0.03125", "--device", "host", "--input", input, "--output", same,
      ])
      #expect(direct.status == 0, "\(direct.errors)")
      #expect(try bytes(same) == bytes(output))
    }
  }

  @Test func resumingGivesTheSameBits() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let whole = try Command.run(training(folder, run: "whole", "--max-steps", "9"))
      #expect(whole.status == 0, "\(whole.errors)")
      for steps in ["4", "6", "9"] {
        let part = try Command.run(
          training(folder, run: "parts", "--max-steps", steps, "--resume"))
        #expect(part.status == 0 && part.output.contains("resume:"), "\(part.errors)")
      }
      for name in [
        "metrics.csv", "checkpoints/last/model.safetensors",
        "checkpoints/last/optimizer.safetensors", "checkpoints/last/state.json",
      ] {
        #expect(try bytes("\(folder)/parts/\(name)") == bytes("\(folder)/whole/\(name)"), "\(name)")
      }
    }
  }

  @Test func anExistingRunIsRefused() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      #expect(try Command.run(training(folder, "--max-steps", "1")).status == 0)
      let second = try Command.run(training(folder, "--max-steps", "1"))
      expectFailure(second, 64, "\(folder)/run", "--resume", "--overwrite")
      let other = try Command.run(training(folder, "--max-steps", "2", "--resume", "--seed", "7"))
      expectFailure(other, 64, "seed", "7", "0")
      let fewer = try Command.run(training(folder, "--max-steps", "2", "--epochs", "1", "--resume"))
      expectFailure(fewer, 64, "epochs", "1", "10")
      let again = try Command.run(training(folder, "--max-steps", "2", "--overwrite"))
      #expect(again.status == 0, "\(again.errors)")
    }
  }

  @Test func aFolderThatCannotBeWritten() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      try Data().write(to: URL(fileURLWithPath: "\(folder)/file"))
      let finished = try Command.run(training(folder, run: "file/run", "--max-steps", "1"))
      expectFailure(finished, 73, "\(folder)/file")
    }
  }

  @Test func foldersThatAreNoRuns() throws {
    try withFolder { folder in
      expectFailure(try Command.run(["evaluate", "\(folder)/none"]), 66, "\(folder)/none")
      try Data("{}".utf8).write(to: URL(fileURLWithPath: "\(folder)/config.json"))
      expectFailure(try Command.run(["evaluate", folder]), 65, "config.json")
    }
  }

  @Test func aLossThatIsNotFinite() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      #expect(try Command.run(training(folder, "--max-steps", "3")).status == 0)
      let finished = try Command.run(
        training(folder, run: "wild", "--learning-rate", "1e30", "--max-steps", "50"))
      expectFailure(finished, 70, "not finite", "learning rate")
      #expect(finished.errorLines.count == 1)
    }
  }

}
