/// A row of the experiment on feedback.
struct FeedbackCase {
  /// The digit that is the anomaly.
  let digit: LeftOutClass
  /// Whether the other digits are labelled.
  let hasLabels: Bool
  /// K.
  let count: Int

  var name: String { "digit \(digit.name), \(hasLabels ? "all" : "no") labels, K = \(count)" }

  /// The same without feedback.
  var without: FeedbackCase { FeedbackCase(digit: digit, hasLabels: hasLabels, count: 0) }
}
