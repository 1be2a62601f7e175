import Foundation
import TestFiles
import Testing

/// How long a run on few rows of one's own is by default.
@Suite struct OwnDataStepsTests {
  private func training(_ folder: String, _ more: String...) -> [String] {
    [
      "train", "\(folder)/data.npz", "--run", "\(folder)/run", "--device", "host", "--set",
      "width=0.01",
    ] + more
  }

  @Test(arguments: ["ss", "es"])
  func fewRowsTakeManyEpochs(family: String) throws {
    try withFolder { folder in
      try OwnData.writeArrays("\(folder)/data.npz")
      let trained = try Command.run(training(folder, "--family", family))
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("epochs: 200, because"), "\(trained.output)")
      #expect(trained.output.contains("step 200/200"))
      let again = try Command.run(training(folder, "--resume"))
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.output.contains("nothing to train: 200 of 200 steps"), "\(again.output)")
    }
  }

  @Test(arguments: [("--epochs", "3"), ("--max-steps", "3")])
  func whatIsGivenHolds(option: String, value: String) throws {
    try withFolder { folder in
      try OwnData.writeArrays("\(folder)/data.npz")
      let trained = try Command.run(training(folder, option, value))
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("step 3/3"), "\(trained.output)")
      #expect(!trained.output.contains("because"))
    }
  }

  /// A run keeps the epochs that it was begun with.
  @Test func aResumedRunIsNoLonger() throws {
    try withFolder { folder in
      try OwnData.writeArrays("\(folder)/data.npz")
      let trained = try Command.run(training(folder, "--epochs", "10"))
      #expect(trained.status == 0, "\(trained.errors)")
      let again = try Command.run(training(folder, "--resume"))
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.output.contains("nothing to train: 10 of 10 steps"), "\(again.output)")
    }
  }
}
