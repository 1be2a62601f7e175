import Compute
package import Datasets
import Devices
import Execution
import Files
import Foundation
import Graphs
public import Training

/// A run from its settings to its results: data, training, evaluation, checkpoints, logs.
public struct TrainingRun {
  public let settings: Settings
  public let directory: RunDirectory
  let data: RunData
  let device: OpenedDevice
  let trainer: Trainer
  let predictor: Predictor
  /// Whether the model is evaluated after every epoch, or only at the end.
  package var evaluatesEpochs = true
  /// Where the run stands; a new one at step 0.
  var state: Checkpoint.State

  /// Loads the data, takes the device, opens the run's folder, compiles the step, and puts the run
  /// back to its last checkpoint where it goes on.
  ///
  /// - Throws: `RunError`, `DatasetError` or `ComputeError`; nothing is written before the data and
  ///   the device are there.
  ///
  /// Where Small-NORB is asked for and not found, a stand-in is rendered first.
  ///
  /// - Parameter stop: ends the rendering.
  public init(
    _ request: TrainingRequest, stop: StopSignal? = nil, report: (RunEvent) -> Void
  ) throws {
    let path = try Self.path(of: request)
    let saved = try Self.saved(at: path, request)
    var request = request
    if saved == nil, request.dataset == .smallNORB {
      // Wrong settings are found before anything is rendered.
      var trial = request
      trial.data = trial.data ?? "."
      _ = try trial.settings()
      request.data = try StandInData.folder(for: request, stop: stop, report)
    }
    settings = try saved.map { try request.settings(resuming: $0) } ?? request.settings()
    data = try RunData(settings)
    device = try OpenedDevice(settings.device, precision: settings.precision)
    report(.message("device: \(device.summary)"))
    directory = try RunDirectory(at: path, request.opening, configuration: settings)
    report(.message("run: \(path)"))
    Self.describe(data, settings, report)
    let environment = try directory.read(.environment, as: EnvironmentRecord.self)
    let tuning = try Self.tuning(of: directory, environment) ?? device.executor.tuning
    device.executor.tuning = tuning
    trainer = try Trainer(
      settings.makeTrainingPlan(), on: device.executor, seed: settings.seed
    ) { report(.compiling(done: $0, total: $1)) }
    report(.message("launches: \(trainer.submission)"))
    predictor = Predictor(trainer.plan.model, on: device.executor)
    state = Checkpoint.State(
      step: 0, epoch: 1, seed: settings.seed, position: data.batches.position, tuning: tuning)
    try resume(request, report)
    try record(environment)
    if let weights = request.weights {
      if state.step == 0 {
        try load(weights, report)
      } else {
        report(.message("weights: \(weights) is not read, the run goes on from its checkpoint"))
      }
    }
  }

  /// The samples that the run is trained and tested on.
  package var dataset: any SampleDataset { data.dataset }

  /// The run's folder: as given, or the default for the settings.
  private static func path(of request: TrainingRequest) throws -> String {
    if let directory = request.directory { return directory }
    // The name does not depend on the data, which a run that goes on knows itself.
    var request = request
    request.data = request.data ?? request.environmentData ?? "."
    return try request.settings().defaultRunDirectory
  }

  /// The settings of the run that is there, where the request goes on with it.
  private static func saved(at path: String, _ request: TrainingRequest) throws -> Settings? {
    // Where even looking is not possible, opening the folder says why.
    guard request.opening == .resume,
      FileKind.of(path + "/config.json") != nil
    else { return nil }
    return try RunDirectory(reading: path).configuration(as: Settings.self)
  }

  /// The choices that a run that goes on was begun with: others could give other bits.
  private static func tuning(
    of directory: RunDirectory, _ environment: EnvironmentRecord?
  ) throws(RunError) -> TuningRecord? {
    guard directory.isResumed else { return nil }
    return try directory.checkpoints.checkpoint(.last)?.state.tuning ?? environment?.tuning
  }

  private static func describe(
    _ data: RunData, _ settings: Settings, _ report: (RunEvent) -> Void
  ) {
    report(
      .message(
        "data: \(data.dataset.title), \(data.rows.indices.count) labelled and "
          + "\(data.unlabelled.count) unlabelled training samples, "
          + "\(data.batches.stepsPerEpoch) steps of \(settings.batchSize) an epoch"))
    if !data.rows.validation.isEmpty {
      report(
        .message(
          "validation: \(data.rows.validation.count) training samples are held out, and all "
            + "\(data.rows.validation.count) of their labels are used to choose the best "
            + "checkpoint, beside the \(data.rows.indices.count) trained on"))
    }
  }

  /// Puts everything back to the last checkpoint, and cuts the logs back to it.
  private mutating func resume(_ request: TrainingRequest, _ report: (RunEvent) -> Void) throws {
    guard request.opening == .resume else { return }
    if directory.isResumed { try directory.save(configuration: settings) }
    guard let saved = try directory.checkpoints.restoreLast(into: trainer) else {
      let missing = directory.isResumed ? "the run has no checkpoint yet" : "there is no run yet"
      report(.message("resume: \(missing), starting at step 0"))
      try directory.metrics.cut(backTo: 0)
      return
    }
    state = saved
    // The row of an epoch that the run stopped in is written again when that epoch is over.
    let perEpoch = data.batches.stepsPerEpoch
    try directory.metrics.cut(backTo: saved.step / perEpoch * perEpoch)
    report(.message("resume: going on after step \(saved.step)"))
  }

  /// Writes `labels.json` and `environment.json`; a run that goes on must have the same labels.
  private func record(_ before: EnvironmentRecord?) throws {
    if let rows = try directory.read(.labels, as: LabelledRows.self), rows != data.rows {
      throw RunError.file(
        .badData(
          path: directory.path + "/labels.json", found: "other labelled rows",
          expected: "those that split seed \(settings.splitSeed) draws from \(settings.data)",
          advice: "put back the data or the file that the run was begun with"))
    }
    try directory.save(data.rows, as: .labels)
    if let statistics = data.statistics { try directory.save(statistics, as: .statistics) }
    guard before == nil else { return }
    try directory.save(
      EnvironmentRecord(settings, data: data.dataset.title, device, state.tuning), as: .environment)
  }

  private func load(_ weights: String, _ report: (RunEvent) -> Void) throws {
    let fit = try WeightFile.load(
      weights, into: device.executor, variables: trainer.variables, seed: settings.seed)
    switch fit {
    case .complete: report(.message("weights: all of \(weights)"))
    case .withoutHeads(let initialised):
      report(
        .message(
          "weights: \(weights), which has no π; \(initialised.joined(separator: ", ")) are "
            + "initialised, and the decoder ignores π at first"))
    }
  }
}
