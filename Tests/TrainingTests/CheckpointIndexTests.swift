import Files
import Foundation
import TestFiles
import Testing
import Training

/// Copies of a store as tools make them: without links, with folders or files in their places.
@Suite struct CheckpointIndexTests {
  /// A store whose best checkpoint is of step 1 and whose last is of step 2.
  private func makeStore(
    _ folder: String, on fileSystem: FileSystem = FileSystem()
  ) throws -> CheckpointStore {
    let store = CheckpointStore(folder, on: fileSystem) { _ in }
    let trainer = try makeTrainer()
    for step in [1, 2] {
      trainer.resume(at: step)
      try store.save(state(trainer, bestMetric: 0.5), from: trainer, best: step == 1)
    }
    return store
  }

  private func remove(_ names: String..., in folder: String) throws {
    for name in names { try FileManager.default.removeItem(atPath: "\(folder)/\(name)") }
  }

  private func index(_ folder: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/index.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func expectRemark(_ words: String, of store: CheckpointStore) throws {
    let remark = try store.open() ?? "none"
    #expect(remark.contains(words), "\(remark)")
  }

  @Test func theIndexSaysWhichIsWhich() async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (CheckpointStore(folder), try makeTrainer())
      try store.save(state(trainer), from: trainer)
      #expect(try index(folder)["format"] as? Int == 1)
      #expect(try index(folder)["last"] as? String == "step-0")
      // A missing best is null, not left out.
      let written = try text("\(folder)/index.json")
      #expect(written.contains("\"best\" : null"))
      trainer.resume(at: 3)
      try store.save(state(trainer), from: trainer, best: true)
      #expect(try index(folder)["best"] as? String == "step-3")
      #expect(try store.remark() == nil)
    }
  }

  @Test func nothingDependsOnTheLinks() async throws {
    try await withTemporaryFolder { folder in
      let store = try makeStore(folder)
      try remove("last", "best", in: folder)
      #expect(try store.checkpoint(.last)?.state.step == 2)
      #expect(try store.checkpoint(.best)?.state.step == 1)
      #expect(try store.open() == nil)
      #expect(try target("\(folder)/last") == "step-2")
      #expect(try target("\(folder)/best") == "step-1")
    }
  }

  /// Runs of 0.1.0 have links and no index; a copy of one may have neither.
  @Test(arguments: [true, false])
  func withoutAnIndexTheNewestIsTheLast(hasLinks: Bool) async throws {
    try await withTemporaryFolder { folder in
      let store = try makeStore(folder)
      try remove("index.json", in: folder)
      if !hasLinks { try remove("last", "best", in: folder) }
      #expect(try store.checkpoint(.last)?.state.step == 2)
      #expect(try store.checkpoint(.best)?.state.step == 1)
      try expectRemark("there is no index.json", of: store)
      #expect(try store.open() == nil)
      #expect(try index(folder)["last"] as? String == "step-2")
      #expect(try index(folder)["best"] as? String == "step-1")
    }
  }

  @Test func anIndexThatNamesWhatIsNotThere() async throws {
    try await withTemporaryFolder { folder in
      let store = try makeStore(folder)
      try remove("step-2/optimizer.safetensors", in: folder)
      try expectRemark("step-2, which is not there complete", of: store)
      #expect(try store.checkpoint(.last)?.state.step == 1)
      try write("half", "\(folder)/index.json")
      try expectRemark("cannot be read", of: store)
      #expect(try store.checkpoint(.last)?.state.step == 1)
      try remove("step-1/model.safetensors", in: folder)
      let error = failure { _ = try store.checkpoint(.last) }
      #expect(error?.kind == .notFound)
      #expect(error?.description.contains("model.safetensors") == true)
    }
  }

  @Test func aNewerIndexIsRefused() async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (try makeStore(folder), try makeTrainer())
      try write("{\"format\": 2, \"newest\": \"step-2\"}", "\(folder)/index.json")
      let before = try names(folder)
      for body in [
        { _ = try store.checkpoint(.last) }, { try store.open() },
        { try store.save(state(trainer), from: trainer) },
      ] as [() throws -> Void] {
        let error = failure(body)
        #expect(error?.kind == .badData)
        #expect(error?.description.contains("index.json: found format 2") == true)
      }
      #expect(try names(folder) == before)
    }
  }

  @Test func aCheckpointThatTheIndexDoesNotNameIsKept() async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (try makeStore(folder), try makeTrainer())
      try FileManager.default.copyItem(atPath: "\(folder)/step-1", toPath: "\(folder)/step-9")
      let before = try text("\(folder)/step-9/state.json")
      trainer.resume(at: 9)
      try store.save(state(trainer), from: trainer)
      #expect(try store.checkpoint(.last)?.path == "\(folder)/step-9-copy1")
      #expect(try text("\(folder)/step-9/state.json") == before)
      trainer.resume(at: 10)
      try store.save(state(trainer), from: trainer)
      let left = try names(folder)
      #expect(left == ["best", "index.json", "last", "step-1", "step-10", "step-9"])
    }
  }

  /// `cp -rL` and archives put folders in the links' places.
  @Test(arguments: [true, false])
  func linksThatBecameFolders(hasIndex: Bool) async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (try makeStore(folder), try makeTrainer())
      if !hasIndex { try remove("index.json", in: folder) }
      for (link, name) in [("last", "step-2"), ("best", "step-1")] {
        try remove(link, in: folder)
        try FileManager.default.copyItem(
          atPath: "\(folder)/\(name)", toPath: "\(folder)/\(link)")
      }
      #expect(try store.checkpoint(.last)?.state.step == 2)
      _ = try store.open()
      #expect(try target("\(folder)/last") == "step-2")
      #expect(try names(folder) == ["best", "index.json", "last", "step-1", "step-2"])
      trainer.resume(at: 3)
      try store.save(state(trainer, bestMetric: 0.5), from: trainer)
      #expect(try names(folder) == ["best", "index.json", "last", "step-1", "step-3"])
    }
  }

  @Test func aFolderThatIsTheOnlyCopyGetsItsName() async throws {
    try await withTemporaryFolder { folder in
      let store = try makeStore(folder)
      try remove("last", "index.json", in: folder)
      try FileManager.default.moveItem(atPath: "\(folder)/step-2", toPath: "\(folder)/last")
      #expect(try store.checkpoint(.last)?.state.step == 2)
      _ = try store.open()
      #expect(try names(folder) == ["best", "index.json", "last", "step-1", "step-2"])
      #expect(try target("\(folder)/last") == "step-2")
    }
  }

  /// Some archives unpack a link as a file that holds its target.
  @Test func linksThatBecameFiles() async throws {
    try await withTemporaryFolder { folder in
      let store = try makeStore(folder)
      try remove("last", "best", "index.json", in: folder)
      try write("step-2", "\(folder)/last")
      try write("my notes", "\(folder)/best")
      _ = try store.open()
      #expect(try target("\(folder)/last") == "step-2")
      #expect(try text("\(folder)/best") == "my notes")
      #expect(try store.checkpoint(.best)?.state.step == 1)
    }
  }

  @Test func aFileSystemWithoutLinks() async throws {
    try await withTemporaryFolder { folder in
      let store = try makeStore(
        folder, on: FileSystem(failing: { $0 == .createLink ? EPERM : nil }))
      #expect(try names(folder) == ["index.json", "step-1", "step-2"])
      #expect(try store.open() == nil)
      try store.tryOut()
      let trainer = try makeTrainer()
      #expect(try store.restoreLast(into: trainer)?.step == 2)
      #expect(try store.checkpoint(.best)?.state.step == 1)
    }
  }

  @Test(arguments: [".tmp-step-trial", ".tmp-step-trial-moved"])
  func aTrialThatWasInterruptedIsNotInTheWay(name: String) throws {
    try withFolder { folder in
      try TestFiles.write([1], "\(folder)/\(name)/trial")
      try CheckpointStore(folder).tryOut()
      #expect(try Folder.entries(folder).isEmpty)
    }
  }
}
