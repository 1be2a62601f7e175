/// The posterior means of a set of images, with the factors of variation of each image.
///
/// Every image is encoded once; the disentanglement scores draw rows from these encodings.
public struct Encodings: Sendable {
  /// One factor of variation: a class of every image.
  public struct Factor: Sendable, Equatable {
    /// For example `azimuth`.
    public let name: String
    /// The number of values that the factor can take.
    public let classCount: Int
    /// [count], each in 0 ..< classCount.
    public let values: [Int]

    /// - Precondition: every value is in 0 ..< classCount.
    public init(name: String, classCount: Int, values: [some BinaryInteger]) {
      precondition(classCount > 0, "\(name): at least one class")
      self.name = name
      self.classCount = classCount
      self.values = values.map { Int($0) }
      precondition(
        self.values.allSatisfy { (0..<classCount).contains($0) },
        "\(name): values outside 0 ..< \(classCount)")
    }
  }

  /// [count, dimensions] in row-major order.
  public let values: [Float]
  /// The number of latent dimensions.
  public let dimensions: Int
  /// The factors, each with one value for every row.
  public let factors: [Factor]

  /// The number of images.
  public var count: Int { values.count / dimensions }

  /// - Parameters:
  ///   - values: posterior means, [count, dimensions], row-major.
  ///   - factors: at least one, each with `count` values.
  /// - Throws: `EvaluationError.notANumber` where a mean is not finite, and `tooFewRows` where there are
  ///   fewer than two images.
  /// - Precondition: the sizes agree.
  public init(
    values: [Float], dimensions: Int, factors: [Factor]
  ) throws(EvaluationError) {
    precondition(
      dimensions > 0 && values.count.isMultiple(of: dimensions),
      "\(values.count) values are not rows of \(dimensions) dimensions")
    precondition(!factors.isEmpty, "at least one factor")
    let count = values.count / dimensions
    for factor in factors {
      precondition(
        factor.values.count == count,
        "\(factor.name): \(factor.values.count) values for \(count) images")
    }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notANumber(row: index / dimensions)
    }
    guard count > 1 else {
      throw .tooFewRows(
        metric: "disentanglement", found: "\(count) encoded images", expected: "at least two")
    }
    self.values = values
    self.dimensions = dimensions
    self.factors = factors
  }

  /// The means of one row.
  func row(_ index: Int) -> ArraySlice<Float> {
    values[index * dimensions..<(index + 1) * dimensions]
  }

  /// The means of some rows, [rows.count, dimensions].
  func gather(_ rows: [Int]) -> [Float] {
    var gathered: [Float] = []
    gathered.reserveCapacity(rows.count * dimensions)
    for index in rows { gathered += row(index) }
    return gathered
  }

  /// For every factor, the rows of each value that occurs.
  func rowsByValue() -> [[[Int]]] {
    factors.map { factor in
      var groups = [[Int]](repeating: [], count: factor.classCount)
      for (row, value) in factor.values.enumerated() { groups[value].append(row) }
      return groups.filter { !$0.isEmpty }
    }
  }

  /// Disjoint rows for training and testing, drawn without replacement.
  ///
  /// With fewer images than `training` + `test`, all are used and divided in the same proportion, with at
  /// least one on each side.
  func split(
    training: Int, test: Int, draws: inout RandomDraws
  ) -> (training: [Int], test: [Int]) {
    precondition(training > 0 && test > 0, "at least one point to train and one to test")
    let order = draws.permutation(count)
    var first = training
    var second = test
    if training + test > count {
      first = max(1, min(count - 1, count * training / (training + test)))
      second = count - first
    }
    return (Array(order[..<first]), Array(order[first..<first + second]))
  }
}
