/// The mean of repeated measurements with its uncertainty, for example over runs with several seeds.
public struct SampleSummary: Sendable, Equatable, Codable {
  /// The number of measurements, n.
  public let count: Int
  /// (1/n) Σ x.
  public let mean: Double
  /// √(Σ (x − mean)² / (n − 1)); nil for a single measurement.
  public let standardDeviation: Double?

  /// standardDeviation / √n; nil for a single measurement.
  public var standardError: Double? {
    standardDeviation.map { $0 / Double(count).squareRoot() }
  }

  /// - Throws: `EvaluationError.tooFewRows` where there is no measurement.
  public init(_ values: [Double]) throws(EvaluationError) {
    guard !values.isEmpty else {
      throw .tooFewRows(metric: "mean", found: "no values", expected: "at least one")
    }
    let mean = values.reduce(0, +) / Double(values.count)
    self.count = values.count
    self.mean = mean
    // Two passes avoid the cancellation of Σx² − n·mean².
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.standardDeviation =
      values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
  }
}
