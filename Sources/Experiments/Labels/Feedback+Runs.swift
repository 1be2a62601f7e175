import Evaluation
public import Runs
import Training

extension Feedback {
  public func score(
    _ row: TableRow, seed: UInt64, stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> RunScore {
    guard let one = cases.first(where: { $0.name == row.name }) else {
      preconditionFailure("no row of \(Self.name) is called \(row.name)")
    }
    let judged = try judge(one, row.run, seed: seed, stop: stop, report)
    return try options.score(
      request(one, row.run, judged, seed: seed), in: RunScore.fileName, stop: stop, report,
      isCurrent: { (saved: RunScore) in saved.figures[metric.key] != nil },
      evaluate: { training, result, _ in
        let scores = try training.anomalyScores(ofTest: judged.others, draws: draws, report)
        let isAnomalous = isAnomalous(one, training)
        let area = try RankStatistics.areaUnderCurve(
          scores: scores, positive: judged.others.map { isAnomalous[$0] })
        return RunScore(
          seed: seed, data: result.data, steps: result.steps, figures: [metric.key: area])
      })
  }

  /// Trains the run of Table 5 and judges half of the test images by its scores, or reads that.
  private func judge(
    _ one: FeedbackCase, _ run: ExperimentRun, seed: UInt64, stop: StopSignal,
    _ report: (RunEvent) -> Void
  ) throws -> JudgedRows {
    try options.score(
      run, seed: seed, in: "\(Self.name)-draws\(draws).json", stop: stop, report,
      isCurrent: { (_: JudgedRows) in true },
      evaluate: { training, result, _ in
        let isAnomalous = isAnomalous(one, training)
        let (judged, others) = JudgedRows.halves(isAnomalous, seed: seed)
        return JudgedRows(
          judged, scores: try training.anomalyScores(ofTest: judged, draws: draws, report),
          isAnomalous: isAnomalous, flagging: Self.flaggedShare, others: others,
          steps: result.steps, seed: seed)
      })
  }

  private func isAnomalous(_ one: FeedbackCase, _ training: TrainingRun) -> [Bool] {
    training.dataset.test.labels.map { Int($0) == one.digit.index }
  }

  /// The run that goes on from the judged one, in a folder beside it.
  private func request(
    _ one: FeedbackCase, _ run: ExperimentRun, _ judged: JudgedRows, seed: UInt64
  ) throws -> TrainingRequest {
    var request = try options.request(run, seed: seed)
    let folder = ExperimentOptions.folder(of: request)
    request.directory = "\(folder)-feedback\(one.count)-draws\(draws)"
    request.weights = try RunDirectory(reading: folder).checkpoints.checkpoint(.last).map {
      "\($0.path)/\(Checkpoint.File.model)"
    }
    try request.set(Settings.Keys.maxSteps, to: judged.steps)
    let rows = FeedbackRows(
      classes: one.hasLabels ? .added : .alone,
      falsePositives: Array(judged.falsePositives.prefix(one.count)),
      falseNegatives: Array(judged.falseNegatives.prefix(one.count)))
    if !rows.falsePositives.isEmpty || !rows.falseNegatives.isEmpty {
      try request.learn(from: rows)
    }
    return request
  }
}
