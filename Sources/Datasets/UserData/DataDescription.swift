/// What a model must know of data, and what predictions on other data of the same kind must agree with;
/// saved with a run as `data.json`.
public struct DataDescription: Codable, Hashable, Sendable {
  /// One thing that samples are classified by.
  public struct Head: Codable, Hashable, Sendable {
    /// Empty where there is one head only.
    public let name: String
    /// The names of the classes, in the order of their numbers.
    public let classes: [String]

    public init(name: String = "", classes: [String]) {
      self.name = name
      self.classes = classes
    }
  }

  public let kind: SampleKind
  /// [height, width, channels], [steps, channels] or [features].
  public let sampleShape: [Int]
  public let element: SampleElement
  /// Whether all values are in 0…1, as those of pictures, so that a Bernoulli distribution fits them.
  public let isUnitRange: Bool
  /// None where no row has a label.
  public let heads: [Head]
  /// The names of features or channels, where the data have them.
  public let columns: [String]?
  /// What features or channels were standardised with; nil where values are used as they are.
  public let statistics: ColumnStatistics?

  public init(
    kind: SampleKind, sampleShape: [Int], element: SampleElement, isUnitRange: Bool,
    heads: [Head], columns: [String]? = nil, statistics: ColumnStatistics? = nil
  ) {
    self.kind = kind
    self.sampleShape = sampleShape
    self.element = element
    self.isUnitRange = isUnitRange
    self.heads = heads
    self.columns = columns
    self.statistics = statistics
  }

  /// The shape of a sample for messages: `28 x 28 x 1`.
  package var shapeText: String { sampleShape.map { "\($0)" }.joined(separator: " x ") }

  /// The number of values of a sample.
  public var valuesPerSample: Int { sampleShape.reduce(1, *) }
}

/// The mean and the standard deviation of each column (the last axis) over the training rows.
public struct ColumnStatistics: Codable, Hashable, Sendable {
  public let means: [Double]
  /// √(Σ(x − mean)² / number of values); a column of equal values has 0, which divides as 1.
  public let standardDeviations: [Double]

  public init(means: [Double], standardDeviations: [Double]) {
    precondition(
      means.count == standardDeviations.count,
      "\(means.count) means for \(standardDeviations.count) deviations")
    self.means = means
    self.standardDeviations = standardDeviations
  }

  /// Replaces values, [..., columns], by (value − mean) / standard deviation.
  public func standardize(_ values: UnsafeMutableBufferPointer<Float>) {
    let columns = means.count
    precondition(
      values.count.isMultiple(of: columns), "\(values.count) values of \(columns) columns")
    for column in 0..<columns {
      let (mean, deviation) = (means[column], standardDeviations[column])
      let divisor = deviation == 0 ? 1 : deviation
      var index = column
      while index < values.count {
        values[index] = Float((Double(values[index]) - mean) / divisor)
        index += columns
      }
    }
  }

  private enum CodingKeys: String, CodingKey {
    case means
    case standardDeviations = "standard_deviations"
  }
}
