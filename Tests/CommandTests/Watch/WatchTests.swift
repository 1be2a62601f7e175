import Foundation
import TestFiles
import Testing

@Suite struct WatchTests {
  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func rows(_ path: String) throws -> [[Substring]] {
    String(decoding: try bytes(path), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  @Test func watchingChangesNothingElse() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let plain = try Command.run(
        training(folder, run: "plain", "--max-steps", "7", "--labels", "20"))
      let watched = try Command.run(
        training(
          folder, run: "watched", "--max-steps", "7", "--labels", "20", "--set", "watch=2"))
      #expect(plain.status == 0 && watched.status == 0, "\(watched.errors)")
      #expect(plain.errors.isEmpty && watched.errorLines.count == 3, "\(watched.errors)")
      for (line, step) in zip(watched.errorLines, [2, 4, 6]) {
        #expect(line.hasPrefix("continuum: watch: step \(step): gradient norm "), "\(line)")
        for words in [
          "encoder ", "KL ", "of 2 collapsed", "dead units encoder.dense1 ", "loss of pi ",
        ] {
          #expect(line.contains(words), "\(line)")
        }
      }
      for name in [
        "config.json", "metrics.csv", "checkpoints/last/model.safetensors",
        "checkpoints/last/optimizer.safetensors", "checkpoints/last/state.json",
      ] {
        #expect(
          try bytes("\(folder)/watched/\(name)") == bytes("\(folder)/plain/\(name)"), "\(name)")
      }
      let rows = try rows("\(folder)/watched/watch.csv")
      #expect(rows.map(\.first) == ["step", "2", "4", "6"])
      #expect(Set(rows.map(\.count)).count == 1)
      #expect(!FileManager.default.fileExists(atPath: "\(folder)/plain/watch.csv"))
    }
  }

  /// Rows survive a resume once, whatever is watched after it.
  @Test func rowsSurviveAResume() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      let watch = ["--set", "watch=3"]
      let whole = try Command.run(training(folder, run: "whole", "--max-steps", "13") + watch)
      #expect(whole.status == 0, "\(whole.errors)")
      for steps in ["3", "5", "13"] {
        // The run remembers that it is watched.
        let more = steps == "3" ? watch : []
        let part = try Command.run(
          training(folder, run: "parts", "--max-steps", steps, "--resume") + more)
        #expect(part.status == 0, "\(part.errors)")
      }
      let name = "watch.csv"
      #expect(try bytes("\(folder)/parts/\(name)") == bytes("\(folder)/whole/\(name)"))
      #expect(try rows("\(folder)/parts/\(name)").map(\.first) == ["step", "3", "6", "9", "12"])
      let off = try Command.run(
        training(folder, run: "parts", "--max-steps", "14", "--resume", "--set", "watch=0"))
      #expect(off.status == 0 && off.errors.isEmpty, "\(off.errors)")
      #expect(try bytes("\(folder)/parts/\(name)") == bytes("\(folder)/whole/\(name)"))
    }
  }

  @Test func wrongNumbersAreRefused() throws {
    try withFolder { folder in
      let finished = try Command.run(training(folder, "--set", "watch=-1"))
      expectFailure(finished, 64, "watch", "-1")
    }
  }
}
