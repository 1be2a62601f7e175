/// The FactorVAE score (Kim and Mnih 2018): how well the latent dimension that varies least predicts
/// which factor was fixed.
///
/// A point is a factor, drawn uniformly, and 64 images that share one of its values, drawn uniformly
/// from those that occur. It votes for the dimension with the smallest variance in the batch relative
/// to its variance over all images (both with n − 1). A dimension predicts the factor of most of its
/// training votes. As in `disentanglement_lib`'s study (Locatello et al. 2019), dimensions with a
/// standard deviation below 0.05 get no votes, and without other dimensions the score is 0. The
/// variance over all images is exact here; the study estimates it from 10,000 draws.
public struct FactorVAEScore: Sendable, Equatable, Codable {
  /// How many points are drawn.
  public struct Settings: Sendable, Equatable, Codable {
    /// Images per point.
    public var batchSize: Int
    /// Points that decide which factor a dimension predicts.
    public var trainingPoints: Int
    /// Points that test it.
    public var testPoints: Int
    /// Dimensions with a smaller standard deviation are inactive.
    public var activeDeviation: Double

    /// The study's: batches of 64, 10,000 and 5,000 points, 0.05.
    public init(
      batchSize: Int = 64, trainingPoints: Int = 10_000, testPoints: Int = 5_000,
      activeDeviation: Double = 0.05
    ) {
      precondition(
        batchSize > 1 && trainingPoints > 0 && testPoints > 0,
        "a batch has at least two images, and a number of points is positive")
      self.batchSize = batchSize
      self.trainingPoints = trainingPoints
      self.testPoints = testPoints
      self.activeDeviation = activeDeviation
    }
  }

  /// Accuracy on the test points, 0 ... 1.
  public let score: Double
  /// Accuracy on the training points, 0 ... 1.
  public let trainingScore: Double
  /// The dimensions that can get votes.
  public let activeDimensions: [Int]

  /// Draws points, counts votes and tests; the same seed gives the same score.
  public init(_ encodings: Encodings, settings: Settings = Settings(), seed: UInt64) {
    let variances = Self.variances(Array(0..<encodings.count), encodings)
    let active = variances.indices.filter {
      variances[$0] > 0 && variances[$0].squareRoot() >= settings.activeDeviation
    }
    activeDimensions = active
    guard !active.isEmpty else {
      (score, trainingScore) = (0, 0)
      return
    }
    var draws = RandomDraws(seed: seed, stream: .factorVAE)
    let groups = encodings.rowsByValue()
    func votes(_ count: Int) -> [[Int]] {
      var votes = [[Int]](
        repeating: [Int](repeating: 0, count: encodings.dimensions), count: groups.count)
      var rows = [Int](repeating: 0, count: settings.batchSize)
      for _ in 0..<count {
        let factor = draws.below(groups.count)
        let value = draws.below(groups[factor].count)
        let size = groups[factor][value].count
        for index in rows.indices { rows[index] = groups[factor][value][draws.below(size)] }
        let local = Self.variances(rows, encodings)
        var best = active[0]
        for dimension in active
        where local[dimension] / variances[dimension] < local[best] / variances[best] {
          best = dimension
        }
        votes[factor][best] += 1
      }
      return votes
    }
    let training = votes(settings.trainingPoints)
    let test = votes(settings.testPoints)
    var right = (training: 0, test: 0)
    for dimension in active {
      var majority = 0
      for factor in groups.indices
      where training[factor][dimension] > training[majority][dimension] { majority = factor }
      right.training += training[majority][dimension]
      right.test += test[majority][dimension]
    }
    trainingScore = Double(right.training) / Double(settings.trainingPoints)
    score = Double(right.test) / Double(settings.testPoints)
  }

  /// Σ (r − mean)² / (n − 1) of every dimension over some rows; two passes avoid cancellation.
  static func variances(_ rows: [Int], _ encodings: Encodings) -> [Double] {
    let dimensions = encodings.dimensions
    var means = [Double](repeating: 0, count: dimensions)
    var squares = [Double](repeating: 0, count: dimensions)
    encodings.values.withUnsafeBufferPointer { values in
      for row in rows {
        for dimension in 0..<dimensions {
          means[dimension] += Double(values[row * dimensions + dimension])
        }
      }
      for dimension in 0..<dimensions { means[dimension] /= Double(rows.count) }
      for row in rows {
        for dimension in 0..<dimensions {
          let difference = Double(values[row * dimensions + dimension]) - means[dimension]
          squares[dimension] += difference * difference
        }
      }
    }
    return squares.map { $0 / Double(rows.count - 1) }
  }
}
