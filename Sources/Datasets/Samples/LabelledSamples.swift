/// Samples with their labels, in the form that models read.
public protocol LabelledSamples: Sendable {
  /// The number of samples.
  var count: Int { get }
  /// The shape of a sample: [height, width, channels], or [steps, channels].
  var sampleShape: [Int] { get }
  /// The label columns, one for each head; none where the data have no labels.
  var factors: [LabelColumn] { get }
  /// The type in which the values are stored.
  var element: SampleElement { get }

  /// The values of some samples, one after the other: [rows] + `sampleShape`, row-major.
  ///
  /// - Throws: where a file cannot be read.
  func values(of rows: some Collection<Int>) throws(DatasetError) -> [Float]

  /// The stored bytes of some samples, one after the other; `values(of:)` are these divided by 255.
  ///
  /// - Throws: where a file cannot be read.
  /// - Precondition: `element` is `byte`.
  func bytes(of rows: some Collection<Int>) throws(DatasetError) -> [UInt8]
}

extension LabelledSamples {
  /// The number of values of a sample.
  public var valuesPerSample: Int { sampleShape.reduce(1, *) }
  /// The labels of the first factor; all are missing where there is none.
  public var labels: [Int32] {
    factors.first?.values ?? [Int32](repeating: LabelColumn.missing, count: count)
  }
  /// The number of classes of the first factor; 0 where there is none.
  public var classCount: Int { factors.first?.classCount ?? 0 }

  /// Whether a row has a label in any factor.
  public func isLabelled(_ row: Int) -> Bool {
    factors.contains { $0.values[row] != LabelColumn.missing }
  }

  public var element: SampleElement { .float }

  public func bytes(of rows: some Collection<Int>) throws(DatasetError) -> [UInt8] {
    preconditionFailure("the samples are stored as \(element)")
  }
}

/// One label per sample, any of them missing: a class of one factor of variation, such as the digit or
/// the elevation.
public struct LabelColumn: Sendable, Equatable {
  /// The label of a sample that has none.
  public static let missing: Int32 = -1

  /// The factor that the labels give, for example `digit`.
  public let name: String
  /// The number of classes; labels are 0 ..< classCount.
  public let classCount: Int
  /// The label of each sample, or `missing`.
  public let values: [Int32]

  /// - Precondition: every value is `missing` or below `classCount`.
  public init(name: String, classCount: Int, values: some Collection<some BinaryInteger>) {
    precondition(
      values.allSatisfy { $0 == Self.missing || $0 >= 0 && $0 < classCount },
      "labels of '\(name)' outside 0 ..< \(classCount)")
    self.name = name
    self.classCount = classCount
    self.values = values.map { Int32($0) }
  }

  /// The labels of some rows.
  func selecting(_ rows: [Int]) -> LabelColumn {
    LabelColumn(name: name, classCount: classCount, values: rows.map { values[$0] })
  }
}
