import Foundation
import TestFiles
import Testing

@Suite struct UsageTests {
  @Test(arguments: [["--help"], ["train", "--help"], ["--version"], ["help", "evaluate"]])
  func helpIsNoError(arguments: [String]) throws {
    let finished = try Command.run(arguments)
    #expect(finished.status == 0 && !finished.output.isEmpty && finished.errors.isEmpty)
  }

  @Test(arguments: [
    ["train"], ["train", "mnist", "--nonsense"], ["fly"], ["predict", "run"],
    ["benchmark", "--steps", "many"],
    ["benchmark", "--steps", "-3"],
    ["train", "mnist", "--seed", "-1"],
  ])
  func theParsersErrorsAreOneLine(arguments: [String]) throws {
    let finished = try Command.run(arguments)
    expectFailure(finished, 64)
    #expect(finished.errorLines.count == 1 && finished.output.isEmpty, "\(finished.errors)")
  }

  @Test func modelsForOtherSamples() throws {
    let finished = try Command.run(["train", "small-norb", "--data", "/", "--model", "rnn"])
    expectFailure(finished, 64, "model", "rnn", "96 x 96 x 2")
  }

  @Test func unknownDataSets() throws {
    let finished = try Command.run(["train", "cifar", "--data", "/"])
    expectFailure(finished, 64, "cifar", "fashion-mnist", "uci-har")
  }

  @Test func settingsAreNamed() throws {
    func train(_ more: String...) throws -> Finished {
      try Command.run(["train", "mnist", "--data", "/nowhere"] + more)
    }
    expectFailure(try train("--set", "labelweight=3"), 64, "labelweight", "labelWeight")
    expectFailure(try train("--set", "labelWeight=heavy"), 64, "labelWeight", "heavy", "number")
    expectFailure(try train("--set", "labelWeight"), 64, "key=value")
    expectFailure(try train("--epochs", "0"), 64, "epochs", "at least 1")
    expectFailure(try train("--run", ""), 64, "run: found ''")
    expectFailure(try train("--family", "vae"), 64, "family", "ss or es or eu")
    expectFailure(try train("--resume", "--overwrite"), 64, "--resume", "--overwrite")
    expectFailure(try train("--family", "es", "--labels", "none"), 64, "labels")
    expectFailure(try Command.run(["train", "mnist"]), 64, "--data", "CONTINUUM_DATA")
  }

  /// Every number has a range, whether an option or `--set` gives it, and none ends the process.
  @Test(arguments: [
    ("--epochs", "9223372036854775807", "epochs"), ("--epochs", "-1", "epochs"),
    ("--epochs", "many", "epochs"), ("--epochs", "9223372036854775808", "epochs"),
    ("--max-steps", "0", "maxSteps"), ("--batch-size", "9223372036854775807", "batchSize"),
    ("--labels", "-5", "labels"), ("--unlabelled", "-1", "unlabelled"),
    ("--learning-rate", "-1e-3", "learningRate"), ("--learning-rate", "1e300", "learningRate"),
    ("--seed", "-1", "seed"), ("--split-seed", "1.5", "splitSeed"), ("--model", "-", "model"),
  ])
  func numbersHaveRanges(option: String, value: String, key: String) throws {
    let found = Double(value) == nil ? "'\(value)'" : value
    for arguments in [[option, value], ["--set", "\(key)=\(value)"]] {
      let finished = try Command.run(
        ["train", "mnist", "--data", "/nowhere", "--max-steps", "2"] + arguments)
      expectFailure(finished, 64, "\(key): found \(found), expected ", option)
      #expect(finished.errorLines.count == 1 && finished.output.isEmpty)
    }
  }

  /// Numbers that would be 0 or infinite in float32.
  @Test(arguments: [
    "klWeight=1e300", "labelWeight=1e-60", "epsilon=1e39", "minimumDeviation=1e-50",
  ])
  func numbersFitFloat32(assignment: String) throws {
    let finished = try Command.run(
      ["train", "mnist", "--data", "/nowhere", "--set", assignment])
    expectFailure(
      finished, 64, "found \(assignment.split(separator: "=")[1])", "1e-37", "--set")
  }

  @Test func numbersOfOtherCommandsHaveRanges() throws {
    expectFailure(try Command.run(["tune", "--seconds", "1e30"]), 64, "seconds", "at most")
    expectFailure(try Command.run(["tune", "--width", "-1"]), 64, "width: found -1")
    expectFailure(
      try Command.run(["benchmark", "--device", "host", "--steps", "\(Int.max)"]), 64,
      "steps: found \(Int.max)", "at most")
    expectFailure(
      try Command.run(["benchmark", "--device", "host", "--batch-size", "\(Int.max)"]), 64,
      "found \(Int.max)", "at most")
    expectFailure(
      try Command.run(["reproduce", "table10", "--data", "/nowhere", "--runs", "1000000000000"]),
      64,
      "runs", "at most 1000")
    expectFailure(
      try Command.run(["reproduce", "table10", "--data", "/nowhere", "--epochs", "-2"]), 64,
      "epochs: found -2")
    expectFailure(
      try Command.run(["reproduce", "table12", "--data", "/nowhere", "--steps", "0"]), 64,
      "steps: found 0", "--steps")
    expectFailure(
      try Command.run(["data", "make", "small-norb", "--data", "/nowhere", "--pairs", "-3"]), 64,
      "pairs", "-3")
  }

  @Test func devicesThatAreNotThere() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      for device in ["warp", "97:0", "0:97", "nobody:nothing"] {
        let finished = try Command.run(
          ["train", "mnist", "--data", folder, "--run", "\(folder)/run", "--device", device])
        expectFailure(finished, 69, device)
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
      }
    }
  }

  @Test func devicesAreListed() throws {
    let document = try Command.run(["devices", "--json"]).json()
    #expect(document["devices"] is [Any] && document["auto"] is String)
    let cores = try #require(document["cores"] as? [String: Any])
    let count = try #require(cores["count"] as? Int)
    #expect(count > 0)
    let lines = try Command.run(["devices"])
    #expect(
      lines.status == 0 && lines.output.contains("host (Swift, without OpenCL), \(count) core"))
  }

  @Test func aPlanIsPrintedWithoutData() throws {
    let arguments = [
      "train", "mnist", "--print-plan", "--device", "host", "--batch-size", "8",
    ]
    let text = try Command.run(arguments)
    #expect(text.status == 0 && text.output.contains("unfused graph"))
    let document = try Command.run(arguments + ["--json"]).json()
    let arena = try #require(document["arena_bytes"] as? Int)
    let tensors = try #require(document["tensor_bytes"] as? Int)
    #expect(arena > 0 && arena < tensors)
    let floor = try #require(document["floor_milliseconds_h200"] as? Double)
    #expect(floor > 0 && document["bytes"] is Int)
    #expect(text.output.contains("ms on an H200"))
    let launches = try #require(document["launches"] as? Int)
    #expect(text.output.split(separator: "\n").last == "launches: \(launches)")
    let explained = try Command.run(
      ["train", "mnist", "--model", "cnn", "--explain", "--device", "host", "--batch-size", "8"])
    #expect(explained.status == 0 && explained.output.contains("  direct: convolution"))
    #expect(explained.output.contains("\n  not by winograd: "))
    #expect(explained.output.split(separator: "\n").last?.hasPrefix("launches: ") == true)
    // Kernels count in 32 bits.
    let large = ["train", "mnist", "--print-plan", "--device", "host", "--batch-size", "3000000"]
    expectFailure(try Command.run(large), 64, "3000000 x", "batch size")
  }
}
