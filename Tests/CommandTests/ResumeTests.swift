import Foundation
import TestFiles
import Testing

/// Runs that were copied, moved or come from an earlier version, and are resumed.
@Suite struct ResumeTests {
  private let files = FileManager.default

  private func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private func document(_ path: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: try bytes(path)) as? [String: Any])
  }

  private func write(_ document: [String: Any], _ path: String) throws {
    try JSONSerialization.data(withJSONObject: document).write(to: URL(fileURLWithPath: path))
  }

  /// Trains `run` to step 4, and another run to step 9 without a break.
  private func prepare(_ folder: String) throws {
    try SmallData().write(to: folder)
    for (run, steps) in [("run", "4"), ("whole", "9")] {
      let trained = try Command.run(training(folder, run: run, "--max-steps", steps))
      #expect(trained.status == 0, "\(trained.errors)")
    }
  }

  /// Resumes `run` to step 9 and expects the bits of a run that was never interrupted.
  private func expectTheSameBits(_ folder: String, saying words: String?) throws {
    let resumed = try Command.run(training(folder, "--max-steps", "9", "--resume"))
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.output.contains("resume: going on after step 4"), "\(resumed.output)")
    if let words { #expect(resumed.output.contains(words), "\(resumed.output)") }
    #expect(
      try bytes("\(folder)/run/metrics.csv") == bytes("\(folder)/whole/metrics.csv"))
    for name in ["model.safetensors", "optimizer.safetensors", "state.json"] {
      let path = "checkpoints/step-9/\(name)"
      #expect(try bytes("\(folder)/run/\(path)") == bytes("\(folder)/whole/\(path)"), "\(name)")
    }
    let target = try files.destinationOfSymbolicLink(atPath: "\(folder)/run/checkpoints/last")
    #expect(target == "step-9")
  }

  @Test func aCopyWithoutLinksGoesOn() throws {
    try withFolder { folder in
      try prepare(folder)
      try files.removeItem(atPath: "\(folder)/run/checkpoints/last")
      try expectTheSameBits(folder, saying: nil)
    }
  }

  @Test func aCopyWithoutLinksAndIndexGoesOn() throws {
    try withFolder { folder in
      try prepare(folder)
      for name in ["last", "index.json"] {
        try files.removeItem(atPath: "\(folder)/run/checkpoints/\(name)")
      }
      let evaluated = try Command.run(["evaluate", "\(folder)/run"])
      #expect(evaluated.status == 0 && evaluated.output.contains("step-4"), "\(evaluated.errors)")
      try expectTheSameBits(folder, saying: "the newest complete one, step-4")
    }
  }

  @Test func aCopyWithFoldersInTheLinksPlacesGoesOn() throws {
    try withFolder { folder in
      try prepare(folder)
      let checkpoints = "\(folder)/run/checkpoints"
      try files.removeItem(atPath: "\(checkpoints)/last")
      try files.copyItem(atPath: "\(checkpoints)/step-4", toPath: "\(checkpoints)/last")
      try expectTheSameBits(folder, saying: nil)
    }
  }

  @Test func theLinksAreMadeAgainWithoutAStepLeft() throws {
    try withFolder { folder in
      try prepare(folder)
      let link = "\(folder)/run/checkpoints/last"
      try files.removeItem(atPath: link)
      let resumed = try Command.run(training(folder, "--max-steps", "4", "--resume"))
      #expect(resumed.status == 0 && resumed.output.contains("nothing to train"))
      #expect(try files.destinationOfSymbolicLink(atPath: link) == "step-4")
    }
  }

  @Test func lostCheckpointsAreNotTakenForNone() throws {
    try withFolder { folder in
      try prepare(folder)
      let before = try bytes("\(folder)/run/metrics.csv")
      try files.removeItem(atPath: "\(folder)/run/checkpoints/step-4/model.safetensors")
      let half = try Command.run(training(folder, "--max-steps", "9", "--resume"))
      expectFailure(half, 66, "step-4/model.safetensors")
      try files.removeItem(atPath: "\(folder)/run/checkpoints")
      let none = try Command.run(training(folder, "--max-steps", "9", "--resume"))
      expectFailure(none, 66, "checkpoints")
      #expect(try bytes("\(folder)/run/metrics.csv") == before)
    }
  }

  /// A run of 0.1.0 has data and device in `config.json`, links and no index.
  @Test func aRunOfAnEarlierVersionGoesOn() throws {
    try withFolder { folder in
      try prepare(folder)
      let run = "\(folder)/run"
      var configuration = try document("\(run)/config.json")
      #expect(configuration["data"] == nil && configuration["device"] == nil)
      for (key, value) in try document("\(run)/place.json") { configuration[key] = value }
      try write(configuration, "\(run)/config.json")
      for name in ["place.json", "fingerprint.json", "checkpoints/index.json"] {
        try files.removeItem(atPath: "\(run)/\(name)")
      }
      #expect(try Command.run(["evaluate", run]).status == 0)
      let resumed = try Command.run([
        "train", "mnist", "--run", run, "--max-steps", "9", "--resume",
      ])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.output.contains("resume: going on after step 4"), "\(resumed.output)")
      #expect(try document("\(run)/place.json")["data"] as? String == folder)
      #expect(try document("\(run)/config.json")["data"] == nil)
      let path = "checkpoints/step-9/model.safetensors"
      #expect(try bytes("\(run)/\(path)") == bytes("\(folder)/whole/\(path)"))
      let fingerprints = try [run, "\(folder)/whole"].map { try bytes("\($0)/fingerprint.json") }
      #expect(fingerprints[0] == fingerprints[1])
    }
  }

  @Test func otherDataAreRefusedAndMovedDataAreNot() throws {
    try withFolder { folder in
      try prepare(folder)
      let moved = "\(folder)/elsewhere"
      try SmallData().write(to: moved)
      func resume(_ data: String, _ steps: String) throws -> Finished {
        try Command.run([
          "train", "mnist", "--data", data, "--run", "\(folder)/run", "--max-steps", steps,
          "--resume",
        ])
      }
      let accepted = try resume(moved, "5")
      #expect(accepted.status == 0, "\(accepted.errors)")
      #expect(try document("\(folder)/run/place.json")["data"] as? String == moved)
      var other = SmallData()
      let labels = SmallData.labels(SmallData.trainCount)
      other.files["train-labels-idx1-ubyte"] = SmallData.idx(
        [labels.count], labels.map { ($0 + 1) % 10 })
      try other.write(to: moved)
      expectFailure(try resume(moved, "6"), 65, moved, "other labels", "begun with")
      other = SmallData()
      var images = other.files["t10k-images-idx3-ubyte"] ?? []
      for index in images.indices.dropFirst(16) { images[index] = 255 - images[index] }
      other.files["t10k-images-idx3-ubyte"] = images
      try other.write(to: moved)
      expectFailure(try resume(moved, "6"), 65, moved, "other values to test on")
      let again = try resume(folder, "6")
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.output.contains("going on after step 5"), "\(again.output)")
    }
  }

  @Test func anotherDeviceIsSaid() throws {
    try withFolder { folder in
      try prepare(folder)
      let path = "\(folder)/run/environment.json"
      var environment = try document(path)
      let device = try #require(environment["device"] as? String)
      environment["device"] = "a device that is gone"
      try write(environment, path)
      func resume(_ steps: String) throws -> String {
        let resumed = try Command.run(training(folder, "--max-steps", steps, "--resume"))
        #expect(resumed.status == 0, "\(resumed.errors)")
        return resumed.output
      }
      let first = try resume("5")
      #expect(first.contains("a device that is gone so far; another device gives other bits"))
      #expect(try document(path)["device"] as? String == device)
      let second = try resume("6")
      #expect(!second.contains("other bits"))
    }
  }

  @Test func aLogInTheFolderDoesNotHinder() throws {
    try withFolder { folder in
      try SmallData().write(to: folder)
      try files.createDirectory(
        atPath: "\(folder)/run", withIntermediateDirectories: true)
      for name in ["train.log", "slurm-12.out"] {
        try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder)/run/\(name)"))
      }
      let trained = try Command.run(training(folder, "--max-steps", "1"))
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(try bytes("\(folder)/run/train.log") == Data("mine".utf8))
      try files.removeItem(atPath: "\(folder)/run/config.json")
      expectFailure(try Command.run(training(folder, "--max-steps", "1")), 73, "'checkpoints'")
    }
  }

  @Test(arguments: ["config.json", "checkpoints/step-4/state.json", "checkpoints/index.json"])
  func aNewerFormatIsRefused(name: String) throws {
    try withFolder { folder in
      try prepare(folder)
      let path = "\(folder)/run/\(name)"
      var newer = try document(path)
      newer["format"] = 2
      if name == "config.json" { newer["format"] = "continuum run 2" }
      try write(newer, path)
      let before = try bytes(path)
      let resumed = try Command.run(training(folder, "--max-steps", "9", "--resume"))
      expectFailure(resumed, 65, name, "2")
      #expect(resumed.errorLines.count == 1)
      #expect(try bytes(path) == before)
    }
  }
}
