import Compute
public import Devices
import Execution
public import Graphs
public import Models
import Operations
public import Runs
import Training

/// Measures the choices of a model's training step on a device within a time limit, and keeps what is
/// clearly faster in the user's record.
public struct TuningRun: Sendable {
  public var model = ModelName.dense
  public var family = SemiSupervisedVAE.Family.ss
  public var batchSize = 128
  /// Multiplies the numbers of hidden units and channels.
  public var width = 1.0
  public var device = "auto"
  /// What heavy operations multiply in; each precision has its own choices.
  public var precision = DeviceTraits.Precision.float32
  /// The time limit for all operations.
  public var seconds = 300.0
  /// Whether operations that were searched before are searched again.
  public var again = false
  /// The seed of the operands.
  public var seed: UInt64 = 0
  /// Where the record and compiled kernels are kept.
  public var cache = CacheDirectory.none

  public init() {}

  /// Searches operation by operation, those that take most of the step first, and writes the record
  /// after each.
  ///
  /// - Throws: `RunError`, `FileError`, `ComputeError`, or `TuningStopped` where `stop` was raised,
  ///   after keeping what was measured.
  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> TuningResult {
    try check()
    let opened = try OpenedDevice(
      device, precision: precision, cache: cache, warn: { report(.warning($0)) })
    report(.message("device: \(opened.summary)"))
    guard case .openCL(let device, _) = opened.choice, var tuning = opened.tuning else {
      throw RunError.usage(
        setting: "device", found: "the host", expected: "an OpenCL device",
        advice: "the host has no choices to measure")
    }
    guard tuning.path != nil else {
      throw RunError.usage(
        setting: "cache directory", found: "none", expected: "a folder to keep the record in",
        advice: "set XDG_CACHE_HOME or HOME to an absolute path")
    }
    // Fails before any time is spent if the record cannot be written.
    try tuning.save()
    if let path = tuning.path { report(.message("record: \(path)")) }
    let clock = ContinuousClock()
    let (start, end) = (clock.now, clock.now + .seconds(seconds))
    var pending: [TuningEntry] = []
    var rows: [TuningResult.Operation] = []
    for var entry in try entries(for: opened.executor.traits, tuning.record) {
      if let measured = tuning.file.implementations[entry.key], measured != entry.implementation {
        tuning.forget(entry.key)
      }
      if !again, let known = tuning.file.measurements[entry.key], known.isComplete {
        rows.append(
          .init(entry.key, entry.count, known: known, choice: entry.choices(in: tuning.record)))
        continue
      }
      if stop.isRaised { throw TuningStopped(path: tuning.path, done: rows.count, of: nil) }
      guard clock.now < end else {
        rows.append(
          .init(entry.key, entry.count, milliseconds: nil, choice: entry.choices(in: tuning.record))
        )
        continue
      }
      if let known = tuning.file.measurements[entry.key] {
        entry.present = known.after / 1e3
      } else {
        entry.present = try presentSeconds(entry, on: device, tuning.record)
        let milliseconds = 1e3 * entry.present
        tuning.file.implementations[entry.key] = entry.implementation
        tuning.file.measurements[entry.key] = .init(
          before: milliseconds, after: milliseconds, candidates: 0, refused: 0, tried: [])
      }
      pending.append(entry)
    }
    try tuning.save()
    pending.sort { ($1.time, $0.key) < ($0.time, $1.key) }
    let total = rows.count + pending.count
    for (number, entry) in pending.enumerated() {
      report(.progress("operations", done: rows.count, total: total))
      let left = (end - clock.now).seconds
      guard left > 0 else {
        rows.append(
          .init(
            entry.key, entry.count, milliseconds: 1e3 * entry.present,
            choice: entry.choices(in: tuning.record)))
        continue
      }
      let rest = pending[number...].reduce(0) { $0 + $1.time }
      let limit = clock.now + .seconds(left * entry.time / max(rest, 1e-12))
      let known = tuning.file.measurements[entry.key]
      let outcome = try search(entry, on: device, tuning.record, after: known) {
        stop.isRaised || clock.now + .seconds($0) >= limit
      }
      if let outcome {
        tuning.set(
          entry.key, to: outcome.choices, implementation: entry.implementation)
        tuning.file.measurements[entry.key] = .init(outcome)
        try tuning.save()
      }
      rows.append(
        .init(
          entry.key, entry.count, outcome: outcome, choice: entry.choices(in: tuning.record)))
      if stop.isRaised { throw TuningStopped(path: tuning.path, done: rows.count, of: total) }
    }
    report(.progress("operations", done: total, total: total))
    return TuningResult(
      self, device: opened.executor.deviceName, tuning, rows,
      seconds: (clock.now - start).seconds)
  }

  /// A year.
  private static let mostSeconds = 31_536_000.0

  private func check() throws(RunError) {
    guard precision != .half else {
      throw .usage(
        setting: "precision", found: precision.rawValue, expected: "float32 or tf32",
        advice: "half precision takes the choices of float32")
    }
    guard (2...Settings.Keys.mostRows).contains(batchSize) else {
      throw .usage(
        setting: "batch-size", found: "\(batchSize)",
        expected: "at least 2 and at most \(Settings.Keys.mostRows)",
        advice: "half of a batch is labelled")
    }
    guard seconds > 0, seconds <= Self.mostSeconds else {
      throw .usage(
        setting: "seconds", found: "\(seconds)",
        expected: "a time above 0 and at most \(Int(Self.mostSeconds))",
        advice: "300 are usual")
    }
  }

  /// The operations of the model's training step that have choices, each shape once.
  private func entries(for traits: DeviceTraits, _ record: TuningRecord) throws -> [TuningEntry] {
    var settings = Settings(model.dataset, data: "", model: model, family: family)
    settings.width = width
    settings.batchSize = batchSize
    // Fused for no device: what kernels recompute while they load operands is not measured, and does
    // not change the choices.
    let plan = try Plan(
      try settings.makeTrainingPlan().graph.fused(), for: traits, tuning: record)
    var entries: [String: TuningEntry] = [:]
    for step in plan.steps {
      let inputs = plan.described(step.inputs)
      guard let operation = step.operation as? any Tunable,
        let key = operation.tuningSpace(inputs, for: traits)?.key
      else { continue }
      let measured = operation.unprepared(inputs)
      let entry = TuningEntry(
        key: key, operation: measured.operation, inputs: measured.inputs,
        implementation: operation.implementation(inputs, for: traits))
      entries[key, default: entry].count += 1
    }
    return entries.values.sorted {
      // The heaviest first: the time may not even suffice to measure them all once.
      ($1.operation.flops($1.inputs), $0.key) < ($0.operation.flops($0.inputs), $1.key)
    }
  }

  /// Seconds of one execution with the present choices.
  private func presentSeconds(
    _ entry: TuningEntry, on device: Device, _ record: TuningRecord
  ) throws -> Double {
    guard let trial = try trial(of: entry, on: device) else { return 0 }
    let plan = try trial.load(entry.choices(in: record))
    let first = try trial.seconds(plan, runs: 1)
    let second = min(first, try trial.seconds(plan, runs: 1))
    // A long time needs no average.
    return second > 0.01 ? second : min(second, try trial.seconds(plan, runs: 3))
  }

  private func search(
    _ entry: TuningEntry, on device: Device, _ record: TuningRecord,
    after known: TuningFile.Measurement?, shouldStop: @escaping (Double) -> Bool
  ) throws(ComputeError) -> OperationSearch.Outcome? {
    guard let trial = try trial(of: entry, on: device) else { return nil }
    var search = OperationSearch(trial, seed: seed, shouldStop: shouldStop)
    return try search.run(
      from: entry.choices(in: record), tried: again ? [] : known?.tried ?? [])
  }

  private func trial(
    of entry: TuningEntry, on device: Device
  ) throws(ComputeError) -> OperationTrial? {
    try OperationTrial(
      entry.operation, entry.inputs, on: device, precision: precision,
      cacheDirectory: cache.kernels)
  }
}
