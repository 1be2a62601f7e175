import Foundation
import TestFiles
import Testing

/// Evaluations within an epoch, and runs that stop when they no longer get better.
@Suite struct PatienceTests {
  private func rows(_ folder: String, _ run: String, split: String) throws -> [String] {
    try String(contentsOfFile: "\(folder)/\(run)/metrics.csv", encoding: .utf8)
      .split(separator: "\n").map(String.init).filter { $0.contains(",\(split),") }
  }

  @Test func evaluationsComeEveryFewSteps() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let options = ["--max-steps", "7", "--set", "evaluateEvery=3"]
      let trained = try Command.run(training(folder) + options)
      #expect(trained.status == 0, "\(trained.errors)")
      let steps = try rows(folder, "run", split: "test").map { $0.split(separator: ",")[1] }
      #expect(steps == ["3", "6", "7"])
    }
  }

  /// A learning rate that changes nothing never gets better, so that the second evaluation is the first
  /// without a better one.
  @Test func aRunStopsWhereItGetsNoBetter() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let options = [
        "--max-steps", "40", "--set", "evaluateEvery=2", "--set", "patience=1", "--set",
        "validationShare=0.3", "--set", "learningRate=1e-30",
      ]
      let trained = try Command.run(training(folder) + options)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("stopped after step 4"), "\(trained.output)")
      let again = try Command.run(training(folder) + options + ["--resume"])
      #expect(again.status == 0 && again.output.contains("the run has stopped after step 4"))
    }
  }

  @Test func aRunThatIsInterruptedStopsAfterTheSameStep() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let options = ["--set", "evaluateEvery=2", "--set", "patience=3"]
      let whole = try Command.run(training(folder, run: "whole", "--max-steps", "12") + options)
      #expect(whole.status == 0 && whole.output.contains("no validationShare is held out"))
      for steps in ["5", "12"] {
        let part = try Command.run(
          training(folder, "--max-steps", steps, "--resume") + options)
        #expect(part.status == 0, "\(part.errors)")
      }
      for split in ["train", "test"] {
        #expect(try rows(folder, "run", split: split) == rows(folder, "whole", split: split))
      }
    }
  }
}
