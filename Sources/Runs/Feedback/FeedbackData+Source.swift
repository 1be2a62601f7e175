import Datasets
import Graphs

extension FeedbackData {
  /// What the feedback that settings ask for adds; nil where they ask for none.
  ///
  /// - Parameters:
  ///   - base: the data as the model reads them.
  ///   - statistics: what sequences are standardised with.
  /// - Throws: `DatasetError`, `FileError` or `RunError` for an input that is not there or does not fit.
  init?(
    _ settings: Settings, on base: any SampleDataset, _ statistics: SequenceStatistics?,
    labelled: [Int], unlabelled: [Int]
  ) throws {
    guard let feedback = settings.feedback else { return nil }
    var source: any LabelledSamples = base.test
    if let input = feedback.input {
      let samples =
        settings.dataset == .own
        ? try InputSamples(of: input, own: base.description, settings.userData)
        : try InputSamples(
          of: input, shape: Shape(base.test.sampleShape), statistics: statistics)
      source = samples.samples
    }
    self = try FeedbackData(
      feedback, of: source, path: feedback.input ?? settings.data, on: base, labelled: labelled,
      unlabelled: unlabelled)
  }
}
