/// Samples with their labels, in the form that models read.
public protocol LabelledSamples: Sendable {
  /// The number of samples.
  var count: Int { get }
  /// The shape of a sample: [height, width, channels], or [steps, channels].
  var sampleShape: [Int] { get }
  /// The label columns, at least one.
  var factors: [LabelColumn] { get }

  /// The values of some samples, one after the other: [rows] + `sampleShape`, row-major.
  ///
  /// - Throws: where a file cannot be read.
  func values(of rows: some Collection<Int>) throws(DatasetError) -> [Float]
}

extension LabelledSamples {
  /// The number of values of a sample.
  public var valuesPerSample: Int { sampleShape.reduce(1, *) }
  /// The labels of the first factor.
  public var labels: [UInt8] { factors[0].values }
  /// The number of classes of the first factor.
  public var classCount: Int { factors[0].classCount }
}

/// One label per sample: a class of one factor of variation, such as the digit or the elevation.
public struct LabelColumn: Sendable, Equatable {
  /// The factor that the labels give, for example `digit`.
  public let name: String
  /// The number of classes; labels are 0 ..< classCount.
  public let classCount: Int
  /// The label of each sample.
  public let values: [UInt8]

  /// - Precondition: every value is below `classCount`.
  public init(name: String, classCount: Int, values: [UInt8]) {
    precondition(
      values.allSatisfy { $0 < classCount }, "labels of '\(name)' outside 0 ..< \(classCount)")
    self.name = name
    self.classCount = classCount
    self.values = values
  }
}
