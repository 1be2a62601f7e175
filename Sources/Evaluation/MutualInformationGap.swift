import Foundation

/// The mutual information gap, MIG (Chen et al. 2018): the lead of the dimension that is most
/// informative of a factor over the second best.
///
/// MIG = mean over factors of (I₁ − I₂) / H. I is the mutual information of the factor and a dimension,
/// which is divided into 20 bins of equal width between its smallest and largest value; H is the
/// entropy of the factor; both are those of the empirical distribution of the points. A factor with a
/// single value has no entropy and does not count.
public struct MutualInformationGap: Sendable, Equatable, Codable {
  /// How many points are used.
  public struct Settings: Sendable, Equatable, Codable {
    /// The largest number of images, drawn without replacement.
    public var points: Int
    /// Bins per dimension.
    public var bins: Int

    /// As in `disentanglement_lib`'s study: 10,000 points, 20 bins.
    public init(points: Int = 10_000, bins: Int = 20) {
      precondition(points > 1 && bins > 0, "at least two points and one bin")
      self.points = points
      self.bins = bins
    }
  }

  /// The mean gap, 0 ... 1.
  public let score: Double
  /// I / H of every dimension and factor: `information[dimension][factor]`; 0 where H is 0.
  public let information: [[Double]]
  /// The images that were used.
  public let points: Int

  /// Draws images and counts; the same seed gives the same score.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where every factor has a single value.
  public init(
    _ encodings: Encodings, settings: Settings = Settings(), seed: UInt64
  ) throws(EvaluationError) {
    var draws = RandomDraws(seed: seed, stream: .mutualInformation)
    let rows = Array(draws.permutation(encodings.count).prefix(settings.points))
    points = rows.count
    let bins = (0..<encodings.dimensions).map { dimension in
      Self.bins(
        rows.map { Double(encodings.values[$0 * encodings.dimensions + dimension]) },
        settings.bins)
    }
    var information = [[Double]](
      repeating: [Double](repeating: 0, count: encodings.factors.count),
      count: encodings.dimensions)
    var gaps: [Double] = []
    for (index, factor) in encodings.factors.enumerated() {
      let labels = rows.map { factor.values[$0] }
      let entropy = Self.mutualInformation(labels, factor.classCount, labels, factor.classCount)
      if entropy == 0 { continue }  // a single value
      for dimension in bins.indices {
        information[dimension][index] =
          Self.mutualInformation(bins[dimension], settings.bins, labels, factor.classCount)
          / entropy
      }
      gaps.append(TopTwo(information.map { $0[index] }).gap)
    }
    guard !gaps.isEmpty else {
      throw .tooFewRows(
        metric: "MIG", found: "one value of every factor", expected: "at least two of some factor")
    }
    self.information = information
    score = gaps.reduce(0, +) / Double(gaps.count)
  }

  /// The bin of every value: bin b of B starts at low + b·(high − low) / B.
  static func bins(_ values: [Double], _ count: Int) -> [Int] {
    guard let low = values.min(), let high = values.max() else {
      preconditionFailure("bins of no values")
    }
    guard low < high else { return values.map { _ in 0 } }
    let edges = (0..<count).map { low + Double($0) * ((high - low) / Double(count)) }
    return values.map { value in
      // The quotient may be rounded into a neighbouring bin; the edges decide.
      var bin = max(0, min(count - 1, Int((value - low) / (high - low) * Double(count))))
      while bin > 0, value < edges[bin] { bin -= 1 }
      while bin < count - 1, value >= edges[bin + 1] { bin += 1 }
      return bin
    }
  }

  /// Σ p(a, b) log (p(a, b) / (p(a) p(b))) of two columns of classes, in nats.
  static func mutualInformation(
    _ first: [Int], _ firstCount: Int, _ second: [Int], _ secondCount: Int
  ) -> Double {
    var joint = [Int](repeating: 0, count: firstCount * secondCount)
    var firstTotals = [Int](repeating: 0, count: firstCount)
    var secondTotals = [Int](repeating: 0, count: secondCount)
    for (a, b) in zip(first, second) {
      joint[a * secondCount + b] += 1
      firstTotals[a] += 1
      secondTotals[b] += 1
    }
    let count = Double(first.count)
    var sum = 0.0
    for a in 0..<firstCount {
      for b in 0..<secondCount where joint[a * secondCount + b] > 0 {
        let pairs = Double(joint[a * secondCount + b])
        sum +=
          pairs / count * log(pairs * count / (Double(firstTotals[a]) * Double(secondTotals[b])))
      }
    }
    return max(0, sum)
  }
}

/// The largest and the second largest of some values; the second is 0 where there is only one.
struct TopTwo {
  private(set) var first = 0.0
  private(set) var second = 0.0

  init(_ values: [Double]) {
    precondition(!values.isEmpty, "the largest of no values")
    let sorted = values.sorted(by: >)
    first = sorted[0]
    if sorted.count > 1 { second = sorted[1] }
  }

  var gap: Double { first - second }
}
