extension DataDescription {
  /// What does not fit together in a description that was read from a file; nil where all does.
  package var fault: String? {
    let width = sampleShape.last ?? 0
    let names = heads.map(\.name)
    let faults: [(isThere: Bool, what: String)] = [
      (
        sampleShape.count != kind.rank || !sampleShape.allSatisfy { $0 > 0 }
          || !isSampleCountable,
        "the shape \(sampleShape) of \(kind) samples"
      ),
      (
        columns.map { $0.count != width || Set($0).count != width } ?? false,
        "other columns than \(width) different ones"
      ),
      (
        statistics.map { !$0.isUsable(columns: width) } ?? false,
        "no usable mean and standard deviation of each of \(width) columns"
      ),
      (Set(names).count != names.count, "heads of one name"),
      (
        heads.contains { $0.classes.isEmpty || Set($0.classes).count != $0.classes.count },
        "a head without classes, or with two of one name"
      ),
    ]
    return faults.first(where: \.isThere)?.what
  }

  /// Whether the values of a sample can be counted in 32 bits, as they are on a device.
  private var isSampleCountable: Bool {
    var count = 1
    for extent in sampleShape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= Int(Int32.max) else { return false }
      count = product
    }
    return true
  }

  /// The same samples without anything to classify them by.
  package var withoutHeads: DataDescription { with(heads: []) }

  /// The same samples, classified by other things.
  package func with(heads: [Head]) -> DataDescription {
    DataDescription(
      kind: kind, sampleShape: sampleShape, element: element, isUnitRange: isUnitRange,
      heads: heads, columns: columns, statistics: statistics)
  }
}

extension ColumnStatistics {
  /// Whether these are finite numbers for so many columns, and no deviation is negative.
  fileprivate func isUsable(columns: Int) -> Bool {
    means.count == columns && standardDeviations.count == columns
      && means.allSatisfy(\.isFinite)
      && standardDeviations.allSatisfy { $0.isFinite && $0 >= 0 }
  }
}
