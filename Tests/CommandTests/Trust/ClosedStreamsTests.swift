import Foundation
import TestFiles
import Testing

/// Standard streams that are closed when the command starts, as some schedulers leave them.
@Suite struct ClosedStreamsTests {
  @Test(arguments: [">&-", "2>&-", "<&- >&- 2>&-"])
  func trainingGoesOnWithout(_ closing: String) throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let finished = try Command.start(
        program: "/bin/sh",
        ["-c", "exec \"$0\" \"$@\" \(closing)", Command.path] + training(folder)
          + ["--max-steps", "2"]
      ).finish()
      #expect(finished.status == 0, "\(finished.errors)")
      #expect(FileManager.default.fileExists(atPath: "\(folder)/run/results.json"))
    }
  }
}
