import Datasets
import Training

extension Settings {
  /// What the model must know of data: their description, with the classes of feedback in its first head
  /// where there is feedback.
  func modelDescription(of data: DataDescription) -> DataDescription {
    feedback.map { data.with(heads: $0.heads(of: data.heads)) } ?? data
  }

  /// Refuses feedback that the model or the data have no place for, and rows of labels without it.
  ///
  /// - Throws: `RunError.usage`.
  func checkRows(_ data: DataDescription) throws(RunError) {
    if !labelRows.isEmpty, labels != .count(labelRows.count) {
      throw .usage(
        setting: Keys.labels.name, found: "\(labels)",
        expected: "\(labelRows.count), the number of rows in labelRows",
        advice: "leave it out; family eu has no labels")
    }
    guard let feedback else { return }
    guard family == .ss else {
      throw .usage(
        setting: Keys.family.name, found: family.rawValue, expected: "ss, to learn from feedback",
        advice: "continuum feedback chooses it")
    }
    let isLabelled = labelledHeads.set.map { $0.contains(data.heads.first?.name ?? "") } ?? true
    guard feedback.classes == .alone || (!data.heads.isEmpty && isLabelled && !labels.isNone)
    else {
      throw .usage(
        setting: Keys.feedback.name, found: "feedback as classes beside those of the data",
        expected: "data whose first head is trained with labels",
        advice: "begin with a run of family eu where there are no labels")
    }
  }
}

extension FeedbackRows {
  /// The heads of a model that learns from feedback: the first one has two classes more; without other
  /// labels there is one of three classes.
  func heads(of heads: [DataDescription.Head]) -> [DataDescription.Head] {
    switch classes {
    case .alone: [DataDescription.Head(classes: [Self.otherName] + Self.classNames)]
    case .added:
      heads.enumerated().map { index, head in
        index == 0
          ? DataDescription.Head(name: head.name, classes: head.classes + Self.classNames) : head
      }
    }
  }
}
