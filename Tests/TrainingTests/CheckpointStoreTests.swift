import Files
import Foundation
import Testing
import Training

@Suite struct CheckpointStoreTests {
  @Test func givesBackModelOptimiserAndState() async throws {
    try await withTemporaryFolder { folder in
      let store = CheckpointStore("\(folder)/checkpoints")
      let (saved, restored) = (try makeTrainer(seed: .max), try makeTrainer(seed: .max))
      var batches = try Synthetic.batches()
      #expect(try store.restoreLast(into: restored) == nil)
      var losses = LossSums()
      for _ in 0..<3 { losses.add(try saved.train(on: batches.next())) }
      let state = Checkpoint.State(
        step: 3, epoch: 1, seed: .max, position: batches.position, bestMetric: 0.1, losses: losses,
        tuning: .init(entries: ["matrixProduct 4x6x784 NN": ["tile": 8]]))
      try store.save(state, from: saved)
      #expect(try store.restoreLast(into: restored) == state)
      #expect(try bits(restored) == bits(saved))
      #expect(restored.step == 3)
      #expect(try names("\(folder)/checkpoints") == ["index.json", "last", "step-3"])
      #expect(
        try names("\(folder)/checkpoints/last") == [
          "model.safetensors", "optimizer.safetensors", "state.json",
        ])
      let evaluated = try makeTrainer(seed: 1)
      try store.loadWeights(.last, into: evaluated.executor, variables: evaluated.variables)
      #expect(try bits(evaluated)["pi.kernel"] == bits(saved)["pi.kernel"])
    }
  }

  @Test func keepsWhatTheIndexNames() async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (CheckpointStore(folder), try makeTrainer())
      for (step, best, expected) in [
        (1, false, ["last", "step-1"]), (2, true, ["last", "step-2"]),
        (3, false, ["last", "step-2", "step-3"]),
        (4, false, ["last", "step-2", "step-4"]), (5, true, ["last", "step-5"]),
      ] {
        trainer.resume(at: step)
        try store.save(state(trainer), from: trainer, best: best)
        let left = try names(folder).filter { !["best", "index.json"].contains($0) }
        #expect(left == expected)
        #expect(try target("\(folder)/last") == "step-\(step)")
      }
      #expect(try store.checkpoint(.best)?.state.step == 5)
      #expect(try target("\(folder)/best") == "step-5")
    }
  }

  @Test(arguments: [false, true])
  func savesACheckpointOfTheSameStepUnderAnotherName(best: Bool) async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (CheckpointStore(folder), try makeTrainer())
      var batches = try Synthetic.batches()
      try store.save(state(trainer), from: trainer, best: true)
      try trainer.train(on: batches.next())
      trainer.resume(at: 0)
      try store.save(state(trainer, bestMetric: 0.5), from: trainer, best: best)
      let kept = best ? [] : ["step-0"]
      let left = try names(folder)
      #expect(left == ["best", "index.json", "last"] + kept + ["step-0-copy1"])
      let restored = try makeTrainer()
      #expect(try store.restoreLast(into: restored)?.bestMetric == 0.5)
      #expect(try bits(restored) == bits(trainer))
    }
  }

  @Test func removesLeftOversAndNothingElse() async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (CheckpointStore(folder), try makeTrainer())
      for name in [".tmp-step-1", "step-7", "step-0", "kept"] {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: false)
        try write("half", "\(folder)/\(name)/model.safetensors")
      }
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/last.1.0.temporary", withDestinationPath: "step-7")
      try write("mine", "\(folder)/notes.txt")
      try store.save(state(trainer), from: trainer)
      #expect(try names(folder) == ["index.json", "kept", "last", "notes.txt", "step-0"])
      #expect(try store.checkpoint(.last) != nil)
    }
  }

  @Test func namesWhatDoesNotFitAndChangesNothing() async throws {
    try await withTemporaryFolder { folder in
      let (store, saved) = (CheckpointStore(folder), try makeTrainer())
      try store.save(state(saved), from: saved)
      func refuses(_ trainer: Trainer, _ kind: ErrorKind, _ parts: String...) throws {
        let before = try bits(trainer)
        let error = failure { _ = try store.restoreLast(into: trainer) }
        #expect(error?.kind == kind)
        for part in parts {
          #expect(error?.description.contains(part) == true, "\(error?.description ?? "none")")
        }
        #expect(try bits(trainer) == before)
      }
      try refuses(makeTrainer(seed: 4), .usage, "seed: found 4, expected 3")
      try refuses(
        makeTrainer(units: 7), .badData, "'decoder.dense1.bias' of shape [6]", "shape [7]")
      // The model's file fits here, the optimiser's does not.
      try refuses(
        makeTrainer(momentum: 0.9), .badData, "optimizer.safetensors",
        "no tensor 'decoder.dense1.bias.momentum'")
      let path = "\(folder)/last/state.json"
      let good = try text(path)
      try write(good.replacingOccurrences(of: "\"format\" : 1", with: "\"format\" : 2"), path)
      try refuses(makeTrainer(), .badData, "state.json: found format 2, expected format 1")
      for (key, name) in [("step", "step"), ("epoch", "epoch"), ("pass", "pass over")] {
        for number in ["-1", "\(Int.max)"] {
          let pattern = "\"\(key)\" : [0-9]+"
          let wrong = good.replacingOccurrences(
            of: pattern, with: "\"\(key)\" : \(number)", options: .regularExpression)
          try write(wrong, path)
          try refuses(makeTrainer(), .badData, "state.json: found \(number) as \(name)")
        }
      }
      try write(good.replacingOccurrences(of: "\"step\"", with: "\"stop\""), path)
      try refuses(makeTrainer(), .badData, "state.json: found no 'step'")
      try write(String(good.prefix(40)), path)
      try refuses(makeTrainer(), .badData, "something that is not JSON")
      try FileManager.default.removeItem(atPath: "\(folder)/step-0")
      try refuses(makeTrainer(), .notFound, "step-0/model.safetensors")
    }
  }

  @Test(arguments: [("model", "pi.bias"), ("optimizer", "pi.bias.accumulator")])
  func refusesWhatIsNotFinite(file: String, name: String) async throws {
    try await withTemporaryFolder { folder in
      let (store, trainer) = (CheckpointStore(folder), try makeTrainer())
      try store.save(state(trainer), from: trainer)
      let path = "\(folder)/step-0/\(file).safetensors"
      let arrays = try SafetensorsFile(at: path).arrays()
      let array = try #require(arrays.first { $0.name == name })
      let wrong = NamedArray(
        name, shape: array.shape, [.infinity] + (array.float32 ?? []).dropFirst())
      try SafetensorsFile.write(arrays.filter { $0.name != name } + [wrong], to: path)
      let before = try bits(trainer)
      let error = failure { _ = try store.restoreLast(into: trainer) }
      #expect(error?.kind == .badData)
      #expect(
        error?.description.hasPrefix("\(path): found inf at index 0 of tensor '\(name)'") == true,
        "\(error?.description ?? "none")")
      #expect(try bits(trainer) == before)
      guard file == "model" else { return }
      let loading = failure {
        try store.loadWeights(.last, into: trainer.executor, variables: trainer.variables)
      }
      #expect(loading == error)
    }
  }
}
