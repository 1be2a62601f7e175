import Foundation
import TestFiles
import Testing

@Suite struct ReplayTests {
  /// Trains until the loss is not finite; a checkpoint is there after every step.
  private func fail(_ folder: String, _ more: [String] = []) throws -> Finished {
    try SmallData().write(to: folder)
    return try Command.run(
      training(
        folder, run: "wild", "--learning-rate", "1e30", "--max-steps", "50", "--set",
        "checkpointEvery=1") + more)
  }

  private func names(_ folder: String) throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder))
  }

  @Test func theStepIsRepeatedWithTheSameMessage() throws {
    try withFolder { folder in
      let failed = try fail(folder)
      let run = "\(folder)/wild"
      expectFailure(failed, 70, "not finite", "continuum replay \(run)", "--learning-rate 1e+29")
      #expect(failed.errorLines.count == 1)
      #expect(try names(run).isSuperset(of: ["fault.json", "fault"]))
      let before = try FileManager.default.subpathsOfDirectory(atPath: run).sorted()
      for place in [run, run + "/fault", run + "/"] {
        let again = try Command.run(["replay", place])
        #expect(again.status == 70)
        #expect(again.errors == failed.errors || place.hasSuffix("/"))
      }
      #expect(try FileManager.default.subpathsOfDirectory(atPath: run).sorted() == before)
    }
  }

  /// The step with weights that are none of the trouble stands for another device.
  @Test func aStepThatIsFiniteNow() throws {
    try withFolder { folder in
      _ = try fail(folder)
      let record = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/wild/fault.json"))
      let document = try #require(
        try JSONSerialization.jsonObject(with: record) as? [String: Any])
      let step = try #require(document["step"] as? Int)
      #expect((document["rows"] as? [Int])?.count == 16)
      let good = try Command.run(training(folder, run: "good", "--max-steps", "\(step - 1)"))
      #expect(good.status == 0, "\(good.errors)")
      for name in ["model.safetensors", "optimizer.safetensors"] {
        let path = "\(folder)/wild/fault/step-\(step - 1)/\(name)"
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(
          atPath: "\(folder)/good/checkpoints/step-\(step - 1)/\(name)", toPath: path)
      }
      let replayed = try Command.run(["replay", "\(folder)/wild"])
      #expect(replayed.status == 0 && replayed.errors.isEmpty, "\(replayed.errors)")
      #expect(replayed.output.contains("step \(step): the loss is finite now"))
      let json = try Command.run(["replay", "\(folder)/wild", "--json"]).json()
      #expect(json["step"] as? Int == step && json["losses"] is [String: Any])
      let other = try Command.run(["replay", "\(folder)/wild", "--seed", "7"])
      expectFailure(other, 64, "seed", "7")
    }
  }

  /// The command of the message begins a run, with the weights of the last checkpoint.
  @Test func theMessageHasACommandThatGoesOn() throws {
    try withFolder { folder in
      let failed = try fail(folder, ["--labels", "20", "--set", "klWeight=0.5"])
      let words = failed.errors.split(separator: "; ").first { $0.contains("continuum train ") }
      let command = try #require(words?.split(separator: ": ").last)
      let arguments = command.split(separator: " ").dropFirst().map(String.init)
      #expect(arguments.contains("klWeight=0.5") && arguments.contains("labels=20"))
      #expect(arguments.contains("\(folder)/wild-lower-rate"))
      let weights = try #require(arguments.firstIndex(of: "--weights"))
      #expect(arguments[weights + 1].hasPrefix("\(folder)/wild/checkpoints/step-"))
      // Such weights are not cured by any rate.
      let next = try Command.run(arguments)
      #expect(next.status == 70 && next.output.contains("weights: all of"), "\(next.errors)")
      let config = try String(
        contentsOfFile: "\(folder)/wild-lower-rate/config.json", encoding: .utf8)
      #expect(config.contains("\"learningRate\" : 1e+29"))
      #expect(next.errors.contains("\(folder)/wild-lower-rate-lower-rate"))
    }
  }

  @Test func aNewRunRemovesTheFault() throws {
    try withFolder { folder in
      _ = try fail(folder)
      let anew = try Command.run(training(folder, run: "wild", "--max-steps", "1", "--overwrite"))
      #expect(anew.status == 0, "\(anew.errors)")
      #expect(try names("\(folder)/wild").isDisjoint(with: ["fault.json", "fault"]))
      expectFailure(try Command.run(["replay", "\(folder)/wild"]), 66, "fault.json")
      expectFailure(try Command.run(["replay", "\(folder)/none"]), 66, "none")
    }
  }

  @Test func otherRowsAreRefused() throws {
    try withFolder { folder in
      _ = try fail(folder)
      let path = "\(folder)/wild/fault.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let other = text.replacing("\"step\" : ", with: "\"step\" : 9")
      try other.write(toFile: path, atomically: false, encoding: .utf8)
      expectFailure(try Command.run(["replay", "\(folder)/wild"]), 65, "fault.json")
    }
  }
}
