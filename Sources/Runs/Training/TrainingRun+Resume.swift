import Datasets
import Devices
import Files
import Graphs
import Training

extension TrainingRun {
  /// The measured choices that a resumed run was begun with; nil for a new run, and for one that goes
  /// on on another device, which has its own.
  static func savedTuning(
    of directory: RunDirectory, _ environment: EnvironmentRecord?, on device: OpenedDevice
  ) throws(RunError) -> TuningRecord? {
    guard directory.isResumed, environment?.isOfAnotherDevice(than: device) != true else {
      return nil
    }
    return try directory.checkpoints.checkpoint(.last)?.state.tuning ?? environment?.tuning
  }

  /// Refuses to resume a run on other data than it was begun with, wherever they are stored, and with
  /// other labels, classes or columns.
  ///
  /// - Throws: `RunError` of kind `badData`.
  static func checkData(
    of directory: RunDirectory, _ data: RunData, _ settings: Settings
  ) throws(RunError) {
    guard directory.isResumed else { return }
    let fingerprint = try directory.read(.fingerprint, as: DataFingerprint.self)
    let description = try directory.read(.data, as: DataDescription.self)
    let difference =
      fingerprint.flatMap { data.fingerprint.difference(from: $0) }
      ?? description.flatMap { data.original.description.difference(from: $0) }
    if let difference {
      throw .file(
        .badData(
          path: settings.data, found: difference,
          expected: "the data that the run \(directory.path) was begun with",
          advice: "put them back, name their folder, or begin another run in another folder"))
    }
    if let split = try directory.read(.labels, as: LabelSplit.self), split != data.split {
      throw .file(
        .badData(
          path: directory.path + "/labels.json", found: "other labelled rows",
          expected: "those that split seed \(settings.splitSeed) draws from \(settings.data)",
          advice: "put back the data or the file that the run was begun with"))
    }
  }

  /// Restores the last checkpoint, and cuts the logs back to it.
  mutating func resume(_ request: TrainingRequest, _ report: (RunEvent) -> Void) throws {
    guard request.opening == .resume else { return }
    if directory.isResumed { reportOutdatedChoices(report) }
    if let remark = try directory.checkpoints.open() { report(.message(remark)) }
    let saved = try directory.checkpoints.restoreLast(into: trainer)
    let results = directory.path + "/" + RunDirectory.Document.results.rawValue
    guard saved != nil || !directory.isResumed || FileKind.of(results) == nil else {
      // A run has results only after its last checkpoint: a copy has left the checkpoints out.
      throw RunError.file(.notFound(path: directory.checkpoints.path + "/step-N"))
    }
    if directory.isResumed { try directory.save(settings) }
    guard let saved else {
      let missing = directory.isResumed ? "the run has no checkpoint yet" : "there is no run yet"
      report(.message("resume: \(missing), starting at step 0"))
      try directory.metrics.cut(backTo: 0)
      try directory.watch.cut(backTo: 0)
      return
    }
    progress = Progress(
      position: saved.position, losses: saved.losses, bestMetric: saved.bestMetric,
      patience: settings.patience.map { _ in saved.patience ?? Patience() })
    // The row of an epoch that the run stopped in is written again at the end of that epoch.
    try directory.metrics.cut(backTo: trainer.step) {
      $0.split == "train" ? endsEpoch($0.step) : isEvaluated(after: $0.step)
    }
    try directory.watch.cut(backTo: trainer.step)
    report(.message("resume: going on after step \(trainer.step)"))
  }

  /// Says that kernels have changed since the run's choices were measured with them, if they have.
  private func reportOutdatedChoices(_ report: (RunEvent) -> Void) {
    let count = trainer.devicePlan.outdatedChoices(in: tuning, on: device.executor.traits).count
    guard count > 0 else { return }
    report(
      .message(
        "kernels have changed since this run was begun: \(count) of its measured choices no longer "
          + "apply; results may differ in the last bits"))
  }

  /// Writes `labels.json`, `fingerprint.json` and `environment.json`, which stays as it was unless the
  /// run goes on on another device.
  func record(_ before: EnvironmentRecord?) throws {
    try directory.save(data.split, as: .labels)
    if let statistics = data.statistics { try directory.save(statistics, as: .statistics) }
    try directory.save(data.fingerprint, as: .fingerprint)
    guard before == nil || before?.isOfAnotherDevice(than: device) == true else { return }
    try directory.save(
      EnvironmentRecord(settings, data: data.dataset.title, device, tuning), as: .environment)
  }
}

extension Plan {
  /// The keys of a record's entries that the plan's operations would use, had their kernels not
  /// changed since the entries were measured.
  func outdatedChoices(in record: TuningRecord, on device: DeviceTraits) -> Set<String> {
    var keys: Set<String> = []
    for step in steps {
      let inputs = described(step.inputs)
      guard let operation = step.operation as? any Tunable,
        let key = operation.tuningSpace(inputs, for: device)?.key, record.entries[key] != nil,
        let measured = record.implementations[key],
        measured != operation.implementation(inputs, for: device)
      else { continue }
      keys.insert(key)
    }
    return keys
  }
}
