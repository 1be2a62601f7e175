/// The reason why a metric has no value; `description` is one line for the user.
public enum EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A prediction or score is not a number.
  case notANumber(row: Int)
  /// All rows are of one kind where the metric compares two, or there are no rows.
  case tooFewRows(metric: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .notANumber(let row):
      "prediction of row \(row): found not-a-number, expected a number; "
        + "the model has diverged: lower its learning rate or use an earlier checkpoint"
    case .tooFewRows(let metric, let found, let expected):
      "\(metric): found \(found), expected \(expected)"
    }
  }
}
