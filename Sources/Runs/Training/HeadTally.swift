import Datasets
import Evaluation

/// Predictions of a head for rows of data, gathered batch by batch.
struct HeadTally {
  private let factor: LabelColumn
  private var rows: ScoredPredictions

  init(_ factor: LabelColumn) {
    self.factor = factor
    rows = ScoredPredictions(classCount: factor.classCount)
  }

  /// Adds the rows that have a label.
  ///
  /// - Parameters:
  ///   - logits: [rows, classes] or [rows, steps, classes], whose probabilities are averaged
  ///     over the steps.
  ///   - places: the rows of the data.
  /// - Throws: `EvaluationError` where a logit is not a number.
  mutating func add(_ logits: [Float], of places: ArraySlice<Int>) throws(EvaluationError) {
    let size = logits.count / max(1, places.count)
    let known = zip(0..., places).filter { factor.values[$1] != LabelColumn.missing }
    guard !known.isEmpty else { return }
    let values =
      known.count == places.count
      ? logits : known.flatMap { row, _ in logits[row * size..<(row + 1) * size] }
    let averaged: ClassPredictions
    do {
      averaged = try ClassPredictions(logits: values, classCount: factor.classCount)
        .averaged(overRows: size / factor.classCount)
    } catch .notANumber(let step) {
      throw .notANumber(row: known[step * factor.classCount / size].1)
    }
    rows.append(averaged, labels: known.map { factor.values[$1] })
  }

  /// Nil where no row has a label.
  func metrics() throws(EvaluationError) -> HeadMetrics? {
    rows.count == 0 ? nil : try HeadMetrics(rows)
  }
}
