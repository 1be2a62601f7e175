package import Datasets

/// A data set with the classes of feedback, whose training part ends with the judged rows.
package struct FeedbackDataset: SampleDataset {
  package let name: String
  package let title: String
  package let isStandIn: Bool
  package let train: JoinedSamples
  package let test: JoinedSamples
  package let description: DataDescription
  package private(set) var labelSplit: LabelSplit?

  package var classNames: [String] { description.heads.first?.classes ?? [] }

  /// - Parameters:
  ///   - base: the data without feedback.
  ///   - description: of the samples, with the classes of feedback.
  init(
    _ base: any SampleDataset, train: JoinedSamples, test: JoinedSamples,
    description: DataDescription
  ) {
    (name, title, isStandIn) = (base.name, base.title, base.isStandIn)
    self.train = train
    self.test = test
    self.description = description
  }

  package func keeping(_ labels: LabelSplit) -> FeedbackDataset {
    var other = self
    other.labelSplit = labels
    return other
  }
}
