package import Datasets
package import Evaluation
import Foundation
import Training

extension TrainingRun {
  /// Steps that the settings ask for in all.
  public var totalSteps: Int {
    min(settings.epochs * data.batches.stepsPerEpoch, settings.maxSteps ?? .max)
  }

  /// Trains to the last step, evaluates, and writes `results.json`; then, where it is asked for, the
  /// pictures and, on Small-NORB, the betaVAE score.
  ///
  /// - Throws: `Interruption` after a checkpoint where `stop` was raised; `TrainingError` where the
  ///   loss is not finite, the checkpoint before being kept.
  public mutating func run(
    stop: StopSignal, describes: Bool = true, report: (RunEvent) -> Void
  ) throws -> TrainingResult {
    let clock = ContinuousClock()
    let start = clock.now
    if state.step >= totalSteps {
      report(.message("nothing to train: \(state.step) of \(totalSteps) steps are done"))
    }
    var last: EpochSummary?
    if state.step < totalSteps { last = try train(stop, report) }
    let seconds = (clock.now - start).seconds
    let summary = try last ?? summary(seconds: 0, losses: lastLosses(), isEvaluated: true)
    var result = TrainingResult(
      self, summary, test: try summary.test ?? testMetrics(), seconds: seconds)
    try directory.save(result, as: .results)
    if describes {
      try writePictures(report)
      if settings.dataset == .smallNORB, settings.family != .es {
        result.betaVAE = try betaVAEScore(of: [data.dataset.train, data.dataset.test], report)
        try directory.save(result, as: .results)
      }
    }
    device.close(report)
    return result
  }

  /// The betaVAE score of the model as it is, over five seeds of the score's own draws.
  ///
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  package func betaVAEScore(
    of parts: [any LabelledSamples], _ report: (RunEvent) -> Void
  ) throws -> SampleSummary {
    try betaVAEScore(of: encodings(of: parts, report))
  }

  /// The posterior means of samples, by the model as it is.
  ///
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  package func encodings(
    of parts: [any LabelledSamples], _ report: (RunEvent) -> Void
  ) throws -> Encodings {
    try Encodings(of: parts, by: predictor, report)
  }

  /// The betaVAE score of encodings, over five seeds of the score's own draws.
  package func betaVAEScore(
    of encodings: Encodings, regression: LogisticRegression.Settings = .scikitLearn
  ) throws(EvaluationError) -> SampleSummary {
    try BetaVAEScore.scores(
      encodings, settings: BetaVAEScore.Settings(regression: regression),
      seeds: (0..<5).map { settings.seed &+ $0 }
    ).summary
  }

  /// The area under the curve of the anomaly scores of all test samples, by the model as it is, the
  /// class that was left out of training being the positive one.
  ///
  /// - Precondition: the settings leave a class out, and the family has a decoder.
  /// - Throws: `ComputeError`, `DatasetError`, `EvaluationError`.
  package func areaUnderCurve(
    draws: Int, _ report: (RunEvent) -> Void
  ) throws -> Double {
    let samples = data.dataset.test
    guard let anomalous = settings.anomalousClass else {
      preconditionFailure("no class was left out of training")
    }
    let scores = try AnomalyScores(
      count: samples.count, draws: draws, seed: settings.seed, by: predictor,
      Generator(settings.makeModel(), on: device.executor),
      progress: { report(.progress("scores", done: $0, total: samples.count)) },
      values: { try samples.values(of: $0) })
    return try scores.areaUnderCurve(ofClass: anomalous, among: samples.labels)
  }

  private mutating func train(
    _ stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> EpochSummary? {
    let clock = ContinuousClock()
    let start = clock.now
    let first = state.step
    var epochStart = start
    var batches = data.batches
    try batches.move(to: state.position)
    var steps = StepSequence(trainer, batches, until: totalSteps)
    var last: EpochSummary?
    while state.step < totalSteps {
      // After a signal, what is in flight is finished and nothing more is started.
      let pause =
        stop.isRaised ? state.step + max(1, trainer.stepsInFlight) : nextPause
      state.losses.add(try steps.finishNext(before: pause))
      state.step += 1
      state.position = steps.position
      report(
        .step(
          StepProgress(
            step: state.step, totalSteps: totalSteps, epoch: state.epoch,
            stepsHere: state.step - first, seconds: (clock.now - start).seconds,
            batchSize: settings.batchSize, losses: losses)))
      let isEpochEnd = state.step % data.batches.stepsPerEpoch == 0
      if isEpochEnd || state.step == totalSteps {
        let summary = try summary(
          seconds: (clock.now - epochStart).seconds, losses: losses,
          isEvaluated: evaluatesEpochs || state.step == totalSteps)
        try finishEpoch(summary, isComplete: isEpochEnd)
        report(.epoch(summary))
        epochStart = clock.now
        last = summary
      } else if state.step % (settings.checkpointEvery ?? .max) == 0 {
        try directory.checkpoints.save(state, from: trainer)
      }
      if stop.isRaised, trainer.stepsInFlight == 0, state.step < totalSteps {
        // A step that was just saved is not written twice.
        if try directory.checkpoints.checkpoint(.last)?.state != state {
          try directory.checkpoints.save(state, from: trainer)
        }
        throw Interruption(run: directory.path, step: state.step)
      }
    }
    return last
  }

  /// The next step whose weights are saved or evaluated: no other may be in flight then.
  private var nextPause: Int {
    let intervals = [data.batches.stepsPerEpoch, settings.checkpointEvery].compactMap { $0 }
    return intervals.map { (state.step / $0 + 1) * $0 }.min() ?? totalSteps
  }

  /// Appends the epoch's rows and saves a checkpoint where one is due.
  private mutating func finishEpoch(_ summary: EpochSummary, isComplete: Bool) throws {
    let (epoch, step) = (state.epoch, state.step)
    var rows = [MetricsLog.Row(epoch: epoch, step: step, split: "train", losses: state.losses)]
    for metrics in [summary.validation, summary.test].compactMap({ $0 }) {
      rows.append(
        MetricsLog.Row(
          epoch: epoch, step: step, split: metrics.split, reconstruction: metrics.reconstruction,
          kl: metrics.kl, accuracy: metrics.accuracy, logLoss: metrics.logLoss))
    }
    try directory.metrics.append(rows)
    if isComplete {
      state.epoch += 1
      state.losses = LossSums()
    }
    let score = summary.validation?.score
    let isBest = score.map { $0 > state.bestMetric ?? -.infinity } ?? false
    if isBest { state.bestMetric = score }
    let isDue = settings.checkpointEvery.map { step % $0 == 0 } ?? true
    if isDue || isBest || step == totalSteps {
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
  }

  /// The means of the losses over the epoch so far.
  private var losses: [LossTerm] {
    trainer.plan.lossNames.compactMap { name in
      state.losses.mean(name).map { LossTerm(name: name.rawValue, value: $0) }
    }
  }

  /// The epoch's figures; the model as it is may be evaluated for them.
  private func summary(
    seconds: Double, losses: [LossTerm], isEvaluated: Bool
  ) throws -> EpochSummary {
    let held = data.rows.validation
    return EpochSummary(
      epoch: state.epoch, step: state.step, totalSteps: totalSteps, seconds: seconds,
      losses: losses, test: isEvaluated ? try testMetrics() : nil,
      validation: held.isEmpty
        ? nil
        : try SplitMetrics(
          predictor, of: data.dataset.train, rows: held, split: "validation"))
  }

  private func testMetrics() throws -> SplitMetrics {
    let samples = data.dataset.test
    return try SplitMetrics(predictor, of: samples, rows: Array(0..<samples.count), split: "test")
  }
}
