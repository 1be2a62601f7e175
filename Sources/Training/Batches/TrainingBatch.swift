public import Datasets

/// One training batch in host memory.
public struct TrainingBatch: Sendable {
  /// [batch] + the model's input shape, row-major.
  public let x: SampleValues
  /// One array of [batch] per head; a label may be missing (`LabelColumn.missing`) in a labelled row.
  public let labels: [[Int32]]
  /// 1 for a labelled row, [batch].
  public let labelled: [Int32]

  public init(x: SampleValues, labels: [[Int32]], labelled: [Int32]) {
    self.x = x
    self.labels = labels
    self.labelled = labelled
  }

  public init(x: [Float], labels: [[Int32]], labelled: [Int32]) {
    self.init(x: .float(x), labels: labels, labelled: labelled)
  }
}
