import Compute
package import Datasets
import Devices
import Execution
import Files
import Graphs
public import Training

/// A run from its settings to its results: data, training, evaluation, checkpoints, logs.
public struct TrainingRun {
  public let settings: Settings
  public let directory: RunDirectory
  /// What the model knows of the data.
  let description: DataDescription
  let data: RunData
  let device: OpenedDevice
  /// Holds the variables and counts the steps.
  let trainer: Trainer
  let predictor: Predictor
  /// Looks at every `settings.watch`-th step; nil where none is watched.
  let watch: StepWatch?
  /// The measured choices that the run was begun with: others could give other bits.
  let tuning: TuningRecord
  /// Whether the model is evaluated after every epoch, or only at the end.
  package var evaluatesEpochs = true
  var progress: Progress

  /// What a run has reached, apart from the trainer's variables and steps.
  struct Progress {
    /// Where the sampler stands after the finished steps.
    var position: BatchSampler.Position
    /// The losses of the current epoch's steps.
    var losses = LossSums()
    /// The score of the checkpoint `best`; nil before the first.
    var bestMetric: Double?
    /// How long the run has gone without getting better; nil where it does not stop for that.
    var patience: Patience?
  }

  /// Loads the data, opens the device and the run's folder, compiles the step, and, on resume, restores
  /// the last checkpoint.
  ///
  /// If Small-NORB is asked for and not found, a stand-in is rendered first.
  ///
  /// - Parameter stop: ends the rendering.
  /// - Throws: `RunError`, `DatasetError` or `ComputeError`; nothing is written before the data are
  ///   loaded and the device is open.
  public init(
    _ request: TrainingRequest, stop: StopSignal? = nil, report: (RunEvent) -> Void
  ) throws {
    let start = try Start(request, stop: stop, report)
    let path = start.path
    description = start.dataset.description
    data = try RunData(start.settings, start.dataset)
    settings = start.settings(stepsPerEpoch: data.batches.stepsPerEpoch)
    device = try OpenedDevice(
      settings.device, precision: settings.precision,
      keepsCoresAwake: settings.keepCoresAwake, cache: request.cache,
      warn: { report(.warning($0)) })
    report(.message("device: \(device.summary)"))
    directory = try RunDirectory(
      at: path, request.opening, configuration: settings, on: request.fileSystem)
    try Self.checkData(of: directory, data, settings)
    if !directory.isResumed { try directory.save(settings.place, as: .place) }
    if settings.dataset == .own { try directory.save(description, as: .data) }
    report(.message("run: \(path)"))
    data.describe(settings, report)
    if settings.maxSteps == nil, settings.epochs > start.settings.epochs {
      report(
        .message(
          "epochs: \(settings.epochs), because \(start.settings.epochs) would be fewer than "
            + "\(Settings.leastSteps) steps"))
    }
    let environment = try directory.read(.environment, as: EnvironmentRecord.self)
    if let environment, environment.isOfAnotherDevice(than: device) {
      report(
        .message(
          "device: the run was computed on \(environment.device) so far; another device gives other "
            + "bits"))
    }
    tuning =
      try Self.savedTuning(of: directory, environment, on: device) ?? device.executor.tuning
    device.executor.tuning = tuning
    trainer = try Trainer(
      settings.makeTrainingPlan(
        for: description, element: data.feedback?.dataset.train.element,
        classWeights: data.classWeights(settings)), on: device.executor,
      seed: settings.seed
    ) { report(.compiling(done: $0, total: $1)) }
    report(.message("launches: \(trainer.submission)"))
    Self.reportMemory(of: trainer.devicePlan, report)
    predictor = Predictor(trainer.plan.model, on: device.executor)
    watch = settings.watch > 0 ? try StepWatch(trainer) : nil
    progress = Progress(
      position: data.batches.position, patience: settings.patience.map { _ in Patience() })
    try resume(request, report)
    try record(environment)
    if let weights = request.weights {
      if trainer.step == 0 {
        try load(weights, report)
      } else {
        report(.message("weights: \(weights) is not read, the run was resumed from its checkpoint"))
      }
    }
  }

  /// The samples that the run is trained and tested on.
  package var dataset: any SampleDataset { data.original }

  /// The steps that the settings ask for in all.
  public var totalSteps: Int {
    settings.totalSteps(stepsPerEpoch: data.batches.stepsPerEpoch)
  }

  /// The epoch that a step belongs to; both are counted from 1.
  func epoch(ofStep step: Int) -> Int { (step - 1) / data.batches.stepsPerEpoch + 1 }

  /// Whether an epoch ends with a step.
  func endsEpoch(_ step: Int) -> Bool { step % data.batches.stepsPerEpoch == 0 }

  /// Whether the model is evaluated after a step, apart from the last.
  func isEvaluated(after step: Int) -> Bool {
    settings.evaluateEvery.map { step.isMultiple(of: $0) } ?? endsEpoch(step)
  }

  /// Whether the run has gone long enough without getting better.
  var isOutOfPatience: Bool {
    guard let limit = settings.patience, let patience = progress.patience else { return false }
    return patience.evaluations >= limit
  }

  /// What a checkpoint saves in addition to the variables.
  var state: Checkpoint.State {
    Checkpoint.State(
      step: trainer.step, epoch: epoch(ofStep: trainer.step + 1), seed: settings.seed,
      position: progress.position, bestMetric: progress.bestMetric, losses: progress.losses,
      patience: progress.patience, tuning: tuning)
  }

  private func load(_ weights: String, _ report: (RunEvent) -> Void) throws {
    let fit = try WeightFile.load(
      weights, into: device.executor, variables: trainer.variables, seed: settings.seed,
      growth: classGrowth)
    switch fit {
    case .complete: report(.message("weights: all of \(weights)"))
    case .withFewerClasses(let head):
      report(
        .message(
          "weights: all of \(weights); the classes of feedback, which its \(head) lacks, begin with zeros, "
            + "and the decoder ignores them at first"))
    case .withoutHeads(let initialised):
      report(
        .message(
          "weights: \(weights), which has no π; \(initialised.joined(separator: ", ")) are "
            + "initialised, and the decoder ignores π at first"))
    }
  }
}
