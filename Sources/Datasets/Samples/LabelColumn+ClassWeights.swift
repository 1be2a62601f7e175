extension LabelColumn {
  /// A weight for each class by which all classes that occur have the same share of a weighted mean:
  /// N/(K·nₖ) for nₖ of the N labelled rows and K classes that occur, so that the weights' mean over the
  /// labelled rows is 1. A class that does not occur has the weight 1.
  ///
  /// - Parameter rows: the rows to count, such as those with labels in training; nil for all. Rows whose
  ///   label is missing do not count.
  public func balancedClassWeights(of rows: [Int]? = nil) -> [Float] {
    var counts = Array(repeating: 0, count: classCount)
    for label in rows.map({ $0.map { values[$0] } }) ?? values where label != Self.missing {
      counts[Int(label)] += 1
    }
    let labelled = counts.reduce(0, +)
    let classes = counts.count { $0 > 0 }
    return counts.map { $0 == 0 ? 1 : Float(Double(labelled) / Double(classes * $0)) }
  }
}
