import Datasets
import Foundation
import Training

extension TrainingRun {
  /// Trains to the last step, evaluates, and writes `results.json`; then, where `describes` asks for
  /// it, the pictures and, on Small-NORB, the betaVAE score.
  ///
  /// SIGUSR1 saves a checkpoint after the step in progress.
  ///
  /// - Throws: `Interruption` after a checkpoint where `stop` was raised; `TrainingFault` where the loss is
  ///   not finite, the checkpoint before being kept and the step saved so that it can be repeated.
  public mutating func run(
    stop: StopSignal, describes: Bool = true, report: (RunEvent) -> Void
  ) throws -> TrainingResult {
    let clock = ContinuousClock()
    let start = clock.now
    if isOutOfPatience {
      report(.message("nothing to train: the run has stopped after step \(trainer.step)"))
    } else if trainer.step >= totalSteps {
      report(.message("nothing to train: \(trainer.step) of \(totalSteps) steps are done"))
    }
    var last: EpochSummary?
    if trainer.step < totalSteps, !isOutOfPatience { last = try train(stop, report) }
    let seconds = (clock.now - start).seconds
    let summary = try last ?? summary(seconds: 0, losses: lastLosses(), isEvaluated: true)
    var result = TrainingResult(
      self, summary, test: try summary.test ?? testMetrics(), seconds: seconds)
    try directory.save(result, as: .results)
    if describes {
      try writePictures(report)
      if settings.dataset == .smallNORB, settings.family != .es {
        result.betaVAE = try betaVAEScore(of: [dataset.train, dataset.test], report)
        try directory.save(result, as: .results)
      }
    }
    device.close(report)
    return result
  }

  private mutating func train(
    _ stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> EpochSummary? {
    let clock = ContinuousClock()
    let start = clock.now
    let first = trainer.step
    var epochStart = start
    var batches = data.batches
    try batches.move(to: progress.position)
    var steps = StepSequence(trainer, batches, until: totalSteps)
    var last: EpochSummary?
    while trainer.step < totalSteps, !isOutOfPatience {
      // After a signal, what is in flight is finished and nothing more is started before it is saved.
      let isSignalled = stop.isRaised || stop.isCheckpointAsked
      let pause = isSignalled ? trainer.step + max(1, trainer.stepsInFlight) : nextPause
      let forward = try look(at: &steps)
      let losses: LossValues
      do {
        losses = try steps.finishNext(before: pause)
      } catch let error as TrainingError {
        throw fault(error)
      }
      if let forward { try note(forward, report) }
      progress.losses.add(losses)
      progress.patience?.losses.add(losses)
      progress.position = steps.position
      let step = trainer.step
      report(
        .step(
          StepProgress(
            step: step, totalSteps: totalSteps, epoch: epoch(ofStep: step),
            stepsHere: step - first, seconds: (clock.now - start).seconds,
            batchSize: settings.batchSize, losses: self.losses)))
      if step - first == Self.measuredSteps {
        reportTime((clock.now - start).seconds, report)
      }
      if endsEpoch(step) || isEvaluated(after: step) || step == totalSteps {
        let summary = try summary(
          seconds: (clock.now - epochStart).seconds, losses: self.losses,
          isEvaluated: evaluatesEpochs && self.isEvaluated(after: step) || step == totalSteps)
        try finish(summary)
        report(.epoch(summary))
        if endsEpoch(step) { epochStart = clock.now }
        last = summary
      } else if step % (settings.checkpointEvery ?? .max) == 0 {
        try directory.checkpoints.save(state, from: trainer)
      }
      if trainer.stepsInFlight == 0, stop.takeCheckpointRequest() {
        try saveUnlessSaved()
        report(.message("checkpoint: step \(step) is saved, as SIGUSR1 asked"))
      }
      if stop.isRaised, trainer.stepsInFlight == 0, step < totalSteps {
        try saveUnlessSaved()
        throw Interruption(run: directory.path, step: step)
      }
    }
    if let limit = settings.patience, isOutOfPatience, trainer.step < totalSteps {
      report(
        .message("stopped after step \(trainer.step): no better for \(limit) evaluations"))
    }
    return last
  }

  /// Saves a checkpoint; a step that was just saved is not written twice.
  private func saveUnlessSaved() throws {
    if try directory.checkpoints.checkpoint(.last)?.state != state {
      try directory.checkpoints.save(state, from: trainer)
    }
  }

  /// The next step whose weights are saved or evaluated, or around which a watch looks: no later one may be
  /// in flight then.
  private var nextPause: Int {
    let intervals = [
      data.batches.stepsPerEpoch, settings.checkpointEvery, settings.evaluateEvery,
    ].compactMap { $0 }
    let pauses = intervals.map { (trainer.step / $0 + 1) * $0 }
    return (pauses + [nextWatchPause].compactMap { $0 }).min() ?? totalSteps
  }

  /// Appends the rows of an epoch, whole or the last steps of one, or of an evaluation within it, and
  /// saves a checkpoint if one is due.
  private mutating func finish(_ summary: EpochSummary) throws {
    let (epoch, step) = (summary.epoch, summary.step)
    let isLast = endsEpoch(step) || step == totalSteps
    var rows: [MetricsLog.Row] = []
    if isLast {
      rows.append(
        MetricsLog.Row(
          epoch: epoch, step: step, split: "train", losses: progress.losses,
          names: trainer.plan.lossNames))
    }
    for metrics in [summary.validation, summary.test].compactMap({ $0 }) {
      rows.append(
        MetricsLog.Row(
          epoch: epoch, step: step, split: metrics.split, reconstruction: metrics.reconstruction,
          kl: metrics.kl, accuracy: metrics.accuracy, logLoss: metrics.logLoss))
    }
    try directory.metrics.append(rows)
    if endsEpoch(step) { progress.losses = LossSums() }
    let score = summary.validation?.score
    let isBest = score.map { $0 > progress.bestMetric ?? -.infinity } ?? false
    if isBest { progress.bestMetric = score }
    if isEvaluated(after: step), let trained = progress.patience?.losses.mean(.total) {
      progress.patience?.note(score ?? -trained)
    }
    let isDue = settings.checkpointEvery.map { step % $0 == 0 } ?? isLast
    if isDue || isBest || step == totalSteps || isOutOfPatience {
      try directory.checkpoints.save(state, from: trainer, best: isBest)
    }
  }

  /// The means of the last epoch, as they were logged.
  private func lastLosses() throws -> [LossTerm] {
    guard let row = try directory.metrics.rows().last(where: { $0.split == "train" }) else {
      return losses
    }
    let values = [
      ("total", row.loss), ("reconstruction", row.reconstruction), ("kl", row.kl),
      ("classification", row.classification),
    ]
    return values.compactMap { name, value in value.map { LossTerm(name: name, value: $0) } }
      + row.others.map { LossTerm(name: $0.name, value: $0.value) }
  }

  /// The means of the losses over the epoch so far.
  private var losses: [LossTerm] {
    trainer.plan.lossNames.compactMap { name in
      progress.losses.mean(name).map { LossTerm(name: name.rawValue, value: $0) }
    }
  }

  /// The figures of the last step's epoch; the model as it is may be evaluated for them.
  private func summary(
    seconds: Double, losses: [LossTerm], isEvaluated: Bool
  ) throws -> EpochSummary {
    let (step, held) = (trainer.step, data.split.validation)
    return EpochSummary(
      epoch: epoch(ofStep: step), step: step, totalSteps: totalSteps, seconds: seconds,
      losses: losses, test: isEvaluated ? try testMetrics() : nil,
      validation: held.isEmpty || !(self.isEvaluated(after: step) || step == totalSteps)
        ? nil
        : try SplitMetrics(
          predictor, of: data.dataset.train, rows: held, split: "validation"))
  }

  private func testMetrics() throws -> SplitMetrics {
    let samples = data.dataset.test
    return try SplitMetrics(predictor, of: samples, rows: Array(0..<samples.count), split: "test")
  }
}
