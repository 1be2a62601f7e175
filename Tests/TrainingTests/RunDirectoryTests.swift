import Files
import Foundation
import TestFiles
import Testing
import Training

@Suite struct RunDirectoryTests {
  struct Configuration: Codable, Equatable {
    var data = "/data/mnist"
    var epochs = 10
    var learningRate = 5e-4
    var seed = UInt64.max
  }

  @Test func beginsAndGoesOn() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/runs/first"
      do {
        let run = try RunDirectory(at: path, .resume, configuration: Configuration())
        #expect(!run.isResumed)
        try run.save(["device": "host"], as: .environment)
      }
      var larger = Configuration()
      larger.epochs = 20
      let run = try RunDirectory(at: path, .resume, configuration: larger)
      #expect(run.isResumed)
      #expect(try run.configuration(as: Configuration.self) == Configuration())
      try run.save(configuration: larger)
      #expect(try RunDirectory(reading: path).configuration(as: Configuration.self) == larger)
      #expect(try run.read(.environment, as: [String: String].self) == ["device": "host"])
      #expect(try run.read(.results, as: [String: String].self) == nil)
      #expect(try run.image("samples.png") == "\(path)/images/samples.png")
    }
  }

  @Test func refusesARunThatIsThere() async throws {
    try await withTemporaryFolder { folder in
      try begin(folder)
      let error = failure { try begin(folder) }
      #expect(error?.kind == .usage)
      #expect(error?.description.contains("resume it") == true)
      #expect(error?.description.contains("overwrite it") == true)
    }
  }

  @Test func refusesARunInUse() async throws {
    try await withTemporaryFolder { folder in
      let run = try RunDirectory(at: folder, .new, configuration: Configuration())
      let error = failure { try begin(folder, .resume) }
      #expect(error?.kind == .cannotCreate)
      #expect(error?.description.contains("another training run") == true)
      #expect(run.path == folder)
    }
  }

  @Test(arguments: [RunDirectory.Opening.new, .resume, .overwrite])
  func refusesAFolderWithFilesOfARunsNames(_ opening: RunDirectory.Opening) async throws {
    for name in ["metrics.csv", "config.json", "place.json"] {
      try await withTemporaryFolder { folder in
        try write("{\"mine\": 1}", "\(folder)/\(name)")
        let error = failure { try begin(folder, opening) }
        #expect(error?.kind == .cannotCreate)
        #expect(error?.description.contains("it holds '\(name)'") == true)
        #expect(try names(folder) == [name])
        #expect(try text("\(folder)/\(name)") == "{\"mine\": 1}")
      }
    }
  }

  @Test(arguments: [RunDirectory.Opening.new, .resume, .overwrite])
  func otherFilesAreLeftAlone(_ opening: RunDirectory.Opening) async throws {
    try await withTemporaryFolder { folder in
      for name in ["train.log", "slurm-7.out", "notes.txt"] {
        try write("mine", "\(folder)/\(name)")
      }
      try begin(folder, opening)
      try begin(folder, .overwrite)
      for name in ["train.log", "slurm-7.out", "notes.txt"] {
        #expect(try text("\(folder)/\(name)") == "mine")
      }
    }
  }

  @Test(arguments: [RunDirectory.Opening.new, .resume, .overwrite])
  func refusesARunOfANewerFormat(_ opening: RunDirectory.Opening) async throws {
    try await withTemporaryFolder { folder in
      try begin(folder)
      let path = "\(folder)/config.json"
      let newer = try text(path).replacingOccurrences(
        of: "continuum run 1", with: "continuum run 2")
      try write(newer, path)
      let error = failure { try begin(folder, opening) }
      #expect(error?.kind == .badData)
      #expect(error?.description.contains("'continuum run 2'") == true)
      let after = try text(path)
      #expect(after == newer)
    }
  }

  /// What a run needs of its folder is tried before it begins.
  @Test(arguments: [FileCall.Kind.rename, .createFolder, .synchronize])
  func aFolderThatCannotHoldARunIsRefusedAtOnce(_ call: FileCall.Kind) async throws {
    try await withTemporaryFolder { folder in
      let fileSystem = FileSystem(failing: { $0 == call ? EPERM : nil })
      let error = failure {
        _ = try RunDirectory(at: folder, .new, configuration: Configuration(), on: fileSystem)
      }
      #expect(error != nil)
      let left = try names(folder)
      #expect(!left.contains("config.json"))
    }
  }

  @Test func aFileInAFoldersPlaceIsRefusedAtOnce() async throws {
    try await withTemporaryFolder { folder in
      try begin(folder)
      try FileManager.default.removeItem(atPath: "\(folder)/checkpoints")
      try write("mine", "\(folder)/checkpoints")
      let error = failure { try begin(folder, .resume) }
      #expect(error?.kind == .cannotCreate)
      #expect(error?.description.contains("\(folder)/checkpoints") == true)
    }
  }

  @Test func overwritesWhatARunOwns() async throws {
    try await withTemporaryFolder { folder in
      try begin(folder)
      let trainer = try makeTrainer()
      do {
        let run = try RunDirectory(at: folder, .resume, configuration: Configuration())
        try run.checkpoints.save(state(trainer), from: trainer, best: true)
        try run.metrics.append([.init(epoch: 1, step: 1, split: "train")])
        for document in RunDirectory.Document.allCases { try run.save([1], as: document) }
        try write("picture", run.image("samples.png"))
        try write("mine", run.image("notes.txt"))
      }
      try write("mine", "\(folder)/notes.txt")
      try write("half", "\(folder)/results.json.1.0.temporary")
      let run = try RunDirectory(at: folder, .overwrite, configuration: Configuration())
      #expect(!run.isResumed)
      #expect(try names(folder) == ["config.json", "images", "notes.txt"])
      #expect(try names("\(folder)/images") == ["notes.txt"])
      #expect(try run.checkpoints.checkpoint(.last) == nil)
    }
  }

  @Test func beginsAgainWhereTheStartWasInterrupted() async throws {
    try await withTemporaryFolder { folder in
      try write("{", "\(folder)/config.json.1.0.temporary")
      try begin(folder)
      #expect(RunDirectoryTests.isReadable(folder))
    }
  }

  @Test func tellsErrorsApart() async throws {
    try await withTemporaryFolder { folder in
      try write("file", "\(folder)/file")
      #expect(failure { try begin("\(folder)/file") }?.kind == .cannotCreate)
      #expect(failure { try begin("\(folder)/file/run") }?.kind == .cannotCreate)
      // No folder can be made there, not even by root.
      #expect(failure { try begin("/proc/run") }?.kind == .cannotCreate)
      #expect(failure { _ = try RunDirectory(reading: "\(folder)/none") }?.kind == .notFound)
      #expect(failure { _ = try RunDirectory(reading: folder) }?.kind == .notFound)
      try write("{\"mine\": 1}", "\(folder)/config.json")
      let error = failure { _ = try RunDirectory(reading: folder) }
      #expect(error?.kind == .badData)
      #expect(error?.description.contains("found no 'format'") == true)
      try begin("\(folder)/run")
      let other = failure {
        _ = try RunDirectory(reading: "\(folder)/run").configuration(as: [String: String].self)
      }
      #expect(other?.kind == .badData)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root writes everywhere"))
  func refusesAFolderWithoutPermission() async throws {
    try await withTemporaryFolder { folder in
      try begin(folder)
      chmod(folder, 0o500)
      defer { chmod(folder, 0o700) }
      #expect(failure { try begin(folder, .resume) }?.kind == .cannotCreate)
      #expect(failure { try begin("\(folder)/run") }?.kind == .cannotCreate)
    }
  }

  private func begin(_ path: String, _ opening: RunDirectory.Opening = .new) throws {
    _ = try RunDirectory(at: path, opening, configuration: Configuration())
  }

  private static func isReadable(_ path: String) -> Bool {
    failure { _ = try RunDirectory(reading: path) } == nil
  }
}
