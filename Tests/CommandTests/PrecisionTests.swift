import Foundation
import TestFiles
import Testing

@Suite struct PrecisionTests {
  /// Neither the host nor a CPU has tensor cores, and half precision is for GPUs; both say so before
  /// anything is written.
  @Test(arguments: ["host", "cpu"], ["tf32", "half"])
  func otherDevicesAreRefused(device: String, precision: String) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let choice = ["--precision", precision, "--device", device]
      for command in [
        ["train", "mnist", "--data", folder, "--run", "\(folder)/run"],
        ["train", "mnist", "--print-plan"], ["benchmark"],
      ] {
        let finished = try Command.run(command + choice)
        // There may be no OpenCL here.
        if finished.errors.contains("no device for") { return }
        expectFailure(
          finished, 69, "precision \(precision)", "found", "expected", "--precision float32")
        #expect(finished.errorLines.count == 1 && finished.output.isEmpty)
      }
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/run"))
    }
  }

  @Test func unknownOnesAreRefused() throws {
    for command in [["train", "mnist", "--data", "/nowhere"], ["benchmark"], ["tune"]] {
      expectFailure(
        try Command.run(command + ["--precision", "double"]), 64, "precision", "'double'",
        "float32 or tf32 or half")
    }
  }

  @Test func halfPrecisionIsNotTuned() throws {
    expectFailure(
      try Command.run(["tune", "--precision", "half"]), 64, "precision", "half", "float32 or tf32")
  }

  @Test func aRunKeepsItsPrecision() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let trained = try Command.run(training(folder, "--max-steps", "1"))
      #expect(trained.status == 0, "\(trained.errors)")
      for name in ["config", "environment"] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/run/\(name).json"))
        let document = try #require(
          try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(document["precision"] as? String == "float32")
      }
      let resumed = try Command.run(training(folder, "--resume", "--precision", "tf32"))
      expectFailure(resumed, 64, "precision", "tf32", "float32")
    }
  }
}
