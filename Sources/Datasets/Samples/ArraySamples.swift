/// Samples of any shape with their labels, any of them missing.
///
/// Values are read on demand; selecting rows copies none of them.
public struct ArraySamples: LabelledSamples {
  /// One label column for each head; none where the data have no labels.
  public let factors: [LabelColumn]
  /// What values are standardised with; nil leaves them as they are.
  public let statistics: ColumnStatistics?
  /// The group of each sample, where groups were asked for: samples of one group are held out together.
  package let groups: [String]?
  /// Where a row of the source is, in words; nil where rows have numbers only.
  private let place: (@Sendable (_ row: Int) -> String)?
  private let source: any SampleSource
  /// The row of the source for each sample; nil where the source is used as it is.
  private let rows: [Int]?

  /// All samples of a source with their labels; every column has one value per sample.
  public init(_ source: any SampleSource, factors: [LabelColumn]) {
    self.init(source, rows: nil, factors: factors, groups: nil, statistics: nil, place: nil)
  }

  /// As above; where there are groups, every sample has one.
  init(
    _ source: any SampleSource, factors: [LabelColumn], groups: [String]?,
    place: (@Sendable (_ row: Int) -> String)? = nil
  ) {
    self.init(
      source, rows: nil, factors: factors, groups: groups, statistics: nil, place: place)
  }

  private init(
    _ source: any SampleSource, rows: [Int]?, factors: [LabelColumn],
    groups: [String]?, statistics: ColumnStatistics?, place: (@Sendable (_ row: Int) -> String)?
  ) {
    let count = rows?.count ?? source.count
    precondition(
      factors.allSatisfy { $0.values.count == count }, "every label column has one value per sample"
    )
    precondition(
      groups.map { $0.count == count } ?? true, "every sample has a group where there are groups")
    self.source = source
    self.rows = rows
    self.factors = factors
    self.groups = groups
    self.statistics = statistics
    self.place = place
  }

  public var count: Int { rows?.count ?? source.count }
  public var sampleShape: [Int] { source.sampleShape }
  public var element: SampleElement { statistics == nil ? source.element : .float }

  /// The samples and labels of the given rows, in that order.
  public func selecting(_ rows: [Int]) -> ArraySamples {
    ArraySamples(
      source, rows: rows.map { self.rows?[$0] ?? $0 },
      factors: factors.map { $0.selecting(rows) },
      groups: groups.map { groups in rows.map { groups[$0] } }, statistics: statistics,
      place: place)
  }

  /// The samples standardised by column: (value − mean) / standard deviation.
  ///
  /// - Precondition: they are not standardised yet, and have as many columns as the statistics.
  public func standardized(with statistics: ColumnStatistics) -> ArraySamples {
    precondition(self.statistics == nil, "the samples are standardised already")
    precondition(
      statistics.means.count == sampleShape.last,
      "statistics of \(statistics.means.count) columns for samples of \(sampleShape)")
    return ArraySamples(
      source, rows: rows, factors: factors, groups: groups, statistics: statistics,
      place: place)
  }

  public func values(of rows: some Collection<Int>) throws(DatasetError) -> [Float] {
    let sourceRows = self.sourceRows(rows)
    return try [Float](count: rows.count * valuesPerSample) { (values) throws(DatasetError) in
      try source.read(rows: sourceRows, into: values)
      statistics?.standardize(values)
    }
  }

  public func bytes(of rows: some Collection<Int>) throws(DatasetError) -> [UInt8] {
    precondition(element == .byte, "the samples are stored as floats")
    let sourceRows = self.sourceRows(rows)
    return try [UInt8](count: rows.count * valuesPerSample) { (bytes) throws(DatasetError) in
      try source.read(rows: sourceRows, into: bytes)
    }
  }

  /// Where a sample is in its file or folder: `line 17`, `cat/3.png`, `row 17`.
  package func place(of row: Int) -> String {
    let own = rows?[row] ?? row
    return place?(own) ?? "row \(own)"
  }

  private func sourceRows(_ rows: some Collection<Int>) -> [Int] {
    rows.map { row in
      precondition(0 <= row && row < count, "sample \(row) of \(count)")
      return self.rows?[row] ?? row
    }
  }
}
