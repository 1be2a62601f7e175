import Compute
import Devices
import Execution
public import Graphs
public import Models
public import Runs
import Training

/// Measures the choices of a model's training step on a device, within a time, and keeps what is
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
  /// The time for all operations.
  public var seconds = 300.0
  /// Whether operations that were searched before are searched again.
  public var again = false
  /// The seed of the operands.
  public var seed: UInt64 = 0

  public init() {}

  /// An operation of the step with its shapes, which may occur several times.
  private struct Entry {
    let key: String
    let operation: any Tunable
    let inputs: [TensorSpec]
    let implementation: String
    var count = 0
    /// Seconds of one run as it is now.
    var present = 0.0

    var share: Double { Double(count) * present }

    /// The choices that a record has for it, unless it has changed since they were measured.
    func choices(in record: TuningRecord) -> [String: Int] {
      let isCurrent = record.implementations[key].map { $0 == implementation } ?? true
      return isCurrent ? record.entries[key] ?? [:] : [:]
    }
  }

  /// Searches operation by operation, those with the largest share of the step first, and writes the
  /// record after each.
  ///
  /// - Throws: `RunError`, `FileError`, `ComputeError`, or `TuningStopped` where `stop` was raised,
  ///   after keeping what was measured.
  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> TuningResult {
    try check()
    let opened = try OpenedDevice(device, precision: precision)
    report(.message("device: \(opened.summary)"))
    guard case .openCL(let device, _) = opened.choice, var tuning = opened.tuning else {
      throw RunError.usage(
        setting: "device", found: "the host", expected: "an OpenCL device",
        advice: "the host has no choices to measure")
    }
    guard tuning.path != nil else {
      throw RunError.usage(
        setting: "tuning record", found: "neither XDG_CACHE_HOME nor HOME as an absolute path",
        expected: "a folder to keep it in", advice: "set one of the two")
    }
    // Before any time is spent: can the record be kept?
    try tuning.save()
    if let path = tuning.path { report(.message("record: \(path)")) }
    let clock = ContinuousClock()
    let (start, end) = (clock.now, clock.now + .seconds(seconds))
    var pending: [Entry] = []
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
    pending.sort { ($1.share, $0.key) < ($0.share, $1.key) }
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
      let shares = pending[number...].reduce(0) { $0 + $1.share }
      let limit = clock.now + .seconds(left * entry.share / max(shares, 1e-12))
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

  private func check() throws(RunError) {
    guard precision != .half else {
      throw .usage(
        setting: "precision", found: precision.rawValue, expected: "float32 or tf32",
        advice: "half precision takes the choices of float32")
    }
    guard batchSize >= 2 else {
      throw .usage(
        setting: "batch-size", found: "\(batchSize)", expected: "at least 2",
        advice: "half of a batch is labelled")
    }
    guard seconds > 0, seconds.isFinite else {
      throw .usage(
        setting: "seconds", found: "\(seconds)", expected: "a time above 0",
        advice: "300 are usual")
    }
  }

  /// The operations of the model's training step that have choices, each shape once.
  private func entries(for traits: DeviceTraits, _ record: TuningRecord) throws -> [Entry] {
    var settings = Settings(model.dataset, data: "", model: model, family: family)
    settings.width = width
    settings.batchSize = batchSize
    // Fused for no device: what kernels compute again as they load it is not measured, and the choices
    // hold with it.
    let plan = try Plan(
      settings.makeTrainingPlan().graph.fused(), for: traits, tuning: record)
    var entries: [String: Entry] = [:]
    for step in plan.steps {
      let inputs = plan.described(step.inputs)
      guard let operation = step.operation as? any Tunable,
        let key = operation.tuningSpace(inputs, for: traits)?.key
      else { continue }
      let measured = operation.unprepared(inputs)
      let entry = Entry(
        key: key, operation: measured.operation, inputs: measured.inputs,
        implementation: operation.implementation(inputs, for: traits))
      entries[key, default: entry].count += 1
    }
    return entries.values.sorted {
      // The heaviest first, in case that the time does not even suffice to see how long they take.
      ($1.operation.flops($1.inputs), $0.key) < ($0.operation.flops($0.inputs), $1.key)
    }
  }

  /// The time of one run as it is now.
  private func presentSeconds(
    _ entry: Entry, on device: Device, _ record: TuningRecord
  ) throws -> Double {
    guard let trial = try trial(of: entry, on: device) else { return 0 }
    let plan = try trial.load(entry.choices(in: record))
    let first = try trial.seconds(plan, runs: 1)
    let second = min(first, try trial.seconds(plan, runs: 1))
    // What takes long needs no average to be told from the rest.
    return second > 0.01 ? second : min(second, try trial.seconds(plan, runs: 3))
  }

  private func search(
    _ entry: Entry, on device: Device, _ record: TuningRecord,
    after known: TuningFile.Measurement?, shouldStop: @escaping (Double) -> Bool
  ) throws(ComputeError) -> OperationSearch.Outcome? {
    guard let trial = try trial(of: entry, on: device) else { return nil }
    var search = OperationSearch(trial, seed: seed, shouldStop: shouldStop)
    return try search.run(
      from: entry.choices(in: record), tried: again ? [] : known?.tried ?? [])
  }

  private func trial(
    of entry: Entry, on device: Device
  ) throws(ComputeError) -> OperationTrial? {
    try OperationTrial(
      entry.operation, entry.inputs, on: device, precision: precision,
      cacheDirectory: OpenedDevice.kernelDirectory)
  }
}

/// A signal ended the search; the record holds what was measured before.
public struct TuningStopped: Error, Sendable, CustomStringConvertible {
  /// The record's file.
  public let path: String?
  public let done: Int
  public let of: Int?

  public var description: String {
    "\(path ?? "tuning"): interrupted after \(done) of \(of.map { "\($0)" } ?? "the") operations, "
      + "which are kept; the same command goes on with the others"
  }
}

extension TuningFile.Measurement {
  fileprivate init(_ outcome: OperationSearch.Outcome) {
    self.init(
      before: 1e3 * outcome.before, after: 1e3 * outcome.after, candidates: outcome.tried.count,
      refused: outcome.refused, tried: outcome.isComplete ? nil : outcome.tried)
  }
}
