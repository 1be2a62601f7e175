import Datasets

/// A data set with the classes of feedback, whose training part ends with the judged rows.
struct FeedbackDataset: SampleDataset {
  let name: String
  let title: String
  let isStandIn: Bool
  let train: JoinedSamples
  let test: JoinedSamples
  let description: DataDescription
  private(set) var labelSplit: LabelSplit?

  var classNames: [String] { description.heads.first?.classes ?? [] }

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

  func keeping(_ labels: LabelSplit) -> FeedbackDataset {
    var other = self
    other.labelSplit = labels
    return other
  }
}
