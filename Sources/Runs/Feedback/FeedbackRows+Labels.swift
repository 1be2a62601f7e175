import Datasets

extension FeedbackRows {
  /// Samples with labels as the model's heads number them: the classes of feedback are there, and no sample
  /// has one of them.
  func relabelled(_ samples: any LabelledSamples) -> JoinedSamples {
    JoinedSamples([.init(samples)], factors: factors(of: samples, others: [], judged: []))
  }

  /// The label columns of samples that judged ones follow.
  ///
  /// - Parameters:
  ///   - others: the rows that stand for all others, where the data have no labels.
  ///   - judged: 0 for a false positive, 1 for a false negative, in the order of their rows.
  func factors(
    of samples: any LabelledSamples, others: [Int], judged: [Int32]
  ) -> [LabelColumn] {
    let own = Int32(Self.classNames.count)
    switch classes {
    case .alone:
      var values = [Int32](repeating: LabelColumn.missing, count: samples.count)
      for row in others { values[row] = 0 }
      return [
        LabelColumn(
          name: "feedback", classCount: 1 + Int(own), values: values + judged.map { 1 + $0 })
      ]
    case .added:
      return samples.factors.enumerated().map { index, factor in
        let first = Int32(factor.classCount)
        return LabelColumn(
          name: factor.name, classCount: factor.classCount + (index == 0 ? Int(own) : 0),
          values: factor.values
            + judged.map { index == 0 ? first + $0 : LabelColumn.missing })
      }
    }
  }
}
