package import Datasets
import Training

/// What feedback adds to the data of a run: its rows, each as often as balances the classes.
package struct FeedbackData {
  package let dataset: FeedbackDataset
  /// The training rows with a label, judged ones among them.
  package let labelled: [Int]
  package let unlabelled: [Int]
  /// How often a row of each of the two classes is there.
  package let repetitions: [Int]
  /// What distinguishes the judged rows from others.
  let fingerprint: DataFingerprint.Part

  /// The part of all other training rows that each of the two classes makes up at most.
  private static let largestShare = 10

  /// Appends the judged rows to the training part.
  ///
  /// Each class is repeated until it has as many rows as a class of the labelled rows has on average, or a
  /// tenth of all training rows where that is fewer: batches draw labelled rows evenly, and would hold
  /// none of a few.
  ///
  /// - Parameters:
  ///   - base: the data as the model reads them.
  ///   - source: the samples that the rows were judged in.
  ///   - path: where these are, for messages.
  ///   - labelled: the labelled training rows of the run.
  ///   - unlabelled: its other ones.
  /// - Throws: `DatasetError` of kind `badData` for a row that is not there.
  package init(
    _ feedback: FeedbackRows, of source: any LabelledSamples, path: String,
    on base: any SampleDataset, labelled: [Int], unlabelled: [Int]
  ) throws(DatasetError) {
    if let row = feedback.rows.first(where: { $0 >= source.count }) {
      throw .badData(
        path: path, found: "\(source.count) samples, and feedback on row \(row)",
        expected: "rows from 0 to \(source.count - 1)", advice: "name the rows as score prints them"
      )
    }
    let isAlone = feedback.classes == .alone
    let others = (labelled + unlabelled).sorted()
    let known = isAlone ? others : labelled
    let train: any LabelledSamples = base.train
    let occurring = isAlone ? 1 : Set(known.map { train.labels[$0] }).count
    let target = min(known.count / max(1, occurring), others.count / Self.largestShare)
    let lists = [feedback.falsePositives, feedback.falseNegatives]
    repetitions = lists.map { $0.isEmpty ? 0 : max(1, target / $0.count) }
    var (rows, judged) = ([Int](), [Int32]())
    for (label, (list, times)) in zip(lists, repetitions).enumerated() {
      for _ in 0..<times { rows += list }
      judged += [Int32](repeating: Int32(label), count: list.count * times)
    }
    dataset = FeedbackDataset(
      base,
      train: JoinedSamples(
        [.init(train), .init(source, rows: rows)],
        factors: feedback.factors(of: train, others: isAlone ? others : [], judged: judged)),
      test: feedback.relabelled(base.test),
      description: base.description.with(heads: feedback.heads(of: base.description.heads)))
    self.labelled = known + (train.count..<train.count + rows.count)
    self.unlabelled = isAlone ? [] : unlabelled
    fingerprint = try DataFingerprint.Part(
      JoinedSamples([.init(source, rows: feedback.rows)], factors: []))
  }
}
