import Training

extension TrainingRun {
  /// The unlabelled training rows that should be labelled next, by the model as it is.
  ///
  /// - Precondition: the model has what the suggestion reads.
  /// - Throws: `ComputeError`, `DatasetError`.
  package func suggestedRows(
    _ count: Int, by suggestion: Suggestion, draws: Int, _ report: (RunEvent) -> Void
  ) throws -> [Int] {
    try SuggestedRows(
      count, by: suggestion, among: data.unlabelled, of: data.original.train, draws: draws,
      seed: settings.seed, predictor, makeGenerator,
      progress: { report(.progress("rows", done: $0, total: data.unlabelled.count)) }
    ).rows
  }
}
