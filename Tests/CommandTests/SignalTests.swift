import Foundation
import TestFiles
import Testing

@Suite struct SignalTests {
  /// A run that goes on until a signal comes; its first epoch is done.
  private func start(_ folder: String, _ more: String...) throws -> Running {
    try SmallData().write(to: folder)
    // The tests may run under nohup.
    let running = try Command.start(
      program: "/usr/bin/env",
      ["--default-signal=HUP", Command.path] + training(folder, "--epochs", "100000") + more)
    wait(for: "\(folder)/run/metrics.csv", while: running)
    return running
  }

  private func wait(for path: String, while running: Running) {
    while running.process.isRunning, !FileManager.default.fileExists(atPath: path) {
      usleep(20_000)
    }
  }

  /// The step of the checkpoint `last`.
  private func savedStep(_ folder: String) throws -> Int {
    let state = try Data(
      contentsOf: URL(fileURLWithPath: "\(folder)/run/checkpoints/last/state.json"))
    let document = try JSONSerialization.jsonObject(with: state) as? [String: Any]
    return try #require(document?["step"] as? Int)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aCheckpointIsSavedAtTheEnd(number: Int32) throws {
    try withFolder { folder in
      let running = try start(folder)
      kill(running.process.processIdentifier, number)
      expectFailure(try running.finish(), 130, "--resume")
      let step = try savedStep(folder)
      #expect(step > 0)
    }
  }

  @Test func aHangUpThatIsIgnoredStaysIgnored() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let arguments = ["'\(Command.path)'"] + training(folder, "--epochs", "100000")
      let running = try Command.start(
        program: "/bin/sh", ["-c", "trap '' HUP; exec \(arguments.joined(separator: " "))"])
      wait(for: "\(folder)/run/metrics.csv", while: running)
      kill(running.process.processIdentifier, SIGHUP)
      usleep(200_000)
      #expect(running.process.isRunning)
      running.process.terminate()
      expectFailure(try running.finish(), 130, "--resume")
    }
  }

  @Test func aCheckpointIsSavedOnRequest() throws {
    try withFolder { folder in
      // Otherwise every epoch is saved.
      let running = try start(folder, "--set", "checkpointEvery=1000000000")
      kill(running.process.processIdentifier, SIGUSR1)
      wait(for: "\(folder)/run/checkpoints/last/state.json", while: running)
      #expect(running.process.isRunning)
      let step = try savedStep(folder)
      running.process.interrupt()
      let finished = try running.finish()
      expectFailure(finished, 130, "--resume")
      #expect(finished.output.contains("checkpoint: step \(step) is saved"))
      let last = try savedStep(folder)
      #expect(step > 0 && last >= step)
    }
  }

  @Test func aReaderThatLeavesEndsNothing() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let arguments = ["'\(Command.path)'"] + training(folder, "--epochs", "3")
      let command = arguments.joined(separator: " ")
      let finished = try Command.start(
        program: "/bin/sh", ["-c", "{ \(command); echo $? >'\(folder)/status'; } | head -n 1"]
      ).finish()
      let status = try String(contentsOfFile: "\(folder)/status", encoding: .utf8)
      #expect(status == "0\n" && finished.errors.isEmpty, "\(finished.errors)")
      #expect(finished.output.split(separator: "\n").count == 1)
      #expect(FileManager.default.fileExists(atPath: "\(folder)/run/results.json"))
    }
  }
}
