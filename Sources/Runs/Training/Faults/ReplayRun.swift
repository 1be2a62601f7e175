import Datasets
public import Devices
import Execution
import Files
import Graphs
import Training

/// Repeats the step of a run whose loss was not finite, and changes nothing.
public struct ReplayRun: Sendable {
  /// The run's folder.
  public var run: String
  /// The data's folder, or file of one's own; nil for the run's own.
  public var data: String?
  /// The device; nil for the run's own.
  public var device: String?
  /// The seed; nil for the run's own, with which alone the step is the same.
  public var seed: UInt64?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none

  /// - Parameter folder: the run's folder, or the folder `fault` in it.
  public init(_ folder: String) {
    var path = folder
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    let isFault = FileKind.of(path + "/config.json") == nil && path.hasSuffix("/fault")
    run = isFault ? String(path.dropLast("/fault".count)) : path
  }

  /// Repeats the step.
  ///
  /// - Throws: `TrainingFault` where its loss is not finite again; `RunError` of kind `notFound` where the
  ///   run has no such step, `badData` where data or files are not those of the step; `DatasetError`,
  ///   `ComputeError`.
  public func run(_ report: (RunEvent) -> Void) throws -> ReplayResult {
    let trained = try TrainedRun(run, cache)
    let directory = trained.directory
    let record = try FaultRecord(of: directory)
    if let seed, seed != record.seed {
      throw RunError.usage(
        setting: "seed", found: "\(seed)", expected: "\(record.seed), the seed of the step",
        advice: "leave it out")
    }
    guard let checkpoint = try directory.fault.checkpoint(.last) else {
      throw RunError.file(.notFound(path: directory.fault.path + "/step-\(record.step - 1)"))
    }
    var settings = trained.settings
    settings.data = data ?? settings.data
    let loaded = try RunData(settings, try settings.loadData(cache))
    try TrainingRun.checkData(of: directory, loaded, settings)
    var batches = loaded.batches
    try batches.move(to: checkpoint.state.position)
    try check(record, of: directory, checkpoint, batches)
    let opened = try OpenedDevice(
      device ?? settings.device, precision: settings.precision,
      keepsCoresAwake: settings.keepCoresAwake, cache: cache, warn: { report(.warning($0)) })
    defer { opened.close(report) }
    report(.message("device: \(opened.summary)"))
    let environment = try directory.read(.environment, as: EnvironmentRecord.self)
    if environment?.isOfAnotherDevice(than: opened) != true {
      opened.executor.tuning = checkpoint.state.tuning
    }
    let trainer = try Trainer(
      settings.makeTrainingPlan(
        for: trained.description, element: loaded.feedback?.dataset.train.element,
        classWeights: loaded.classWeights(settings)),
      on: opened.executor, seed: settings.seed)
    try checkpoint.restore(into: trainer)
    do {
      let losses = try trainer.train(on: try batches.next())
      return ReplayResult(
        run: run, step: trainer.step, device: opened.executor.deviceName, losses: losses)
    } catch let error as TrainingError {
      throw TrainingFault(error, run: run, lowerRate: record.lowerRate)
    }
  }

  /// Checks that checkpoint and data are those of the recorded step.
  private func check(
    _ record: FaultRecord, of directory: RunDirectory, _ checkpoint: Checkpoint,
    _ batches: SampleBatches
  ) throws(RunError) {
    let path = directory.path + "/" + RunDirectory.Document.fault.rawValue
    guard checkpoint.state.step == record.step - 1 else {
      throw .file(
        .badData(
          path: path, found: "step \(record.step)",
          expected: "\(checkpoint.state.step + 1), the one after \(checkpoint.path)",
          advice: "put back both as they were written"))
    }
    var batches = batches
    guard batches.nextRows().rows == record.rows else {
      throw .file(
        .badData(
          path: path, found: "other rows than those of the run's next batch",
          expected: "the rows of step \(record.step)",
          advice: "put back the file and the run's config.json as they were written"))
    }
  }
}

/// A step that was repeated, and whose loss is finite now.
public struct ReplayResult: Sendable, Encodable {
  public let run: String
  public let step: Int
  /// The device that it was computed on.
  public let device: String
  /// The terms of the loss by name.
  public let losses: [String: Float]

  init(run: String, step: Int, device: String, losses: LossValues) {
    self.run = run
    self.step = step
    self.device = device
    self.losses = Dictionary(zip(losses.names.map(\.rawValue), losses.values)) { one, _ in one }
  }
}
