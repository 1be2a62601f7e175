import Devices

extension TuningFile.Measurement {
  /// What a search measured.
  init(_ outcome: OperationSearch.Outcome) {
    self.init(
      before: 1e3 * outcome.before, after: 1e3 * outcome.after, candidates: outcome.tried.count,
      refused: outcome.refused, tried: outcome.isComplete ? nil : outcome.tried)
  }
}
