/// The betaVAE score (Higgins et al. 2017; section 4, Table 12): how well a linear classifier tells
/// which factor was fixed from how much each latent dimension changed.
///
/// A point has a factor, drawn uniformly, as its label. Its features are the mean of |r₁ − r₂| over 64
/// pairs of images, r being the posterior mean of z. The two images of a pair share a value of that
/// factor, drawn uniformly from those that occur, and are otherwise drawn freely. A logistic regression
/// is fitted to the training points.
public struct BetaVAEScore: Sendable, Equatable, Codable {
  /// How many points are drawn, and the classifier.
  public struct Settings: Sendable, Equatable, Codable {
    /// Pairs per point.
    public var pairs: Int
    /// Points that the classifier is fitted to.
    public var trainingPoints: Int
    /// Points that it is tested with.
    public var testPoints: Int
    /// The classifier.
    public var regression: LogisticRegression.Settings

    /// The paper's section 4: 64 pairs, 2,048 points each, a plain logistic regression.
    public init(
      pairs: Int = 64, trainingPoints: Int = 2_048, testPoints: Int = 2_048,
      regression: LogisticRegression.Settings = .scikitLearn
    ) {
      precondition(
        pairs > 0 && trainingPoints > 0 && testPoints > 0, "a number of points is not positive")
      self.pairs = pairs
      self.trainingPoints = trainingPoints
      self.testPoints = testPoints
      self.regression = regression
    }
  }

  /// Points with the factor that was fixed for each.
  struct Points {
    /// [labels.count, dimensions].
    var features: [Double] = []
    var labels: [Int] = []
  }

  /// Accuracy on the test points in percent; chance is 100 / factors.
  public let score: Double
  /// Accuracy on the training points in percent.
  public let trainingScore: Double
  /// The score of guessing, in percent.
  public let chance: Double
  /// The largest absolute component of the classifier's gradient at the end.
  public let gradientNorm: Double
  /// The classifier's Newton steps.
  public let iterations: Int
  /// Whether the classifier's gradient reached its tolerance.
  public let converged: Bool

  /// Draws points from encodings, fits and tests; the same seed gives the same score.
  public init(
    _ encodings: Encodings, settings: Settings = Settings(), seed: UInt64
  ) throws(EvaluationError) {
    var draws = RandomDraws(seed: seed, stream: .betaVAE)
    let groups = encodings.rowsByValue()
    let training = Self.points(
      settings.trainingPoints, pairs: settings.pairs, of: encodings, groups, &draws)
    let test = Self.points(
      settings.testPoints, pairs: settings.pairs, of: encodings, groups, &draws)
    let regression = try LogisticRegression(
      features: training.features, dimensions: encodings.dimensions, labels: training.labels,
      settings: settings.regression)
    score = 100 * regression.accuracy(test.features, test.labels)
    trainingScore = 100 * regression.accuracy(training.features, training.labels)
    chance = 100 / Double(encodings.factors.count)
    gradientNorm = regression.gradientNorm
    iterations = regression.iterations
    converged = regression.converged
  }

  /// Scores with several seeds, and their mean, standard error and number.
  ///
  /// The encodings stay the same: this is the spread of the score's own draws.
  public static func scores(
    _ encodings: Encodings, settings: Settings = Settings(), seeds: [UInt64]
  ) throws(EvaluationError) -> (scores: [BetaVAEScore], summary: SampleSummary) {
    var scores: [BetaVAEScore] = []
    for seed in seeds {
      scores.append(try BetaVAEScore(encodings, settings: settings, seed: seed))
    }
    return (scores, try SampleSummary(scores.map(\.score)))
  }

  /// Draws points: the factor of each, then the value and the two rows of each pair.
  static func points(
    _ count: Int, pairs: Int, of encodings: Encodings, _ groups: [[[Int]]],
    _ draws: inout RandomDraws
  ) -> Points {
    let dimensions = encodings.dimensions
    var points = Points()
    points.features.reserveCapacity(count * dimensions)
    points.labels.reserveCapacity(count)
    var sums = [Double](repeating: 0, count: dimensions)
    for _ in 0..<count {
      let factor = draws.below(groups.count)
      for dimension in 0..<dimensions { sums[dimension] = 0 }
      for _ in 0..<pairs {
        let value = draws.below(groups[factor].count)
        let size = groups[factor][value].count
        let first = groups[factor][value][draws.below(size)] * dimensions
        let second = groups[factor][value][draws.below(size)] * dimensions
        for dimension in 0..<dimensions {
          sums[dimension] += abs(
            Double(encodings.values[first + dimension])
              - Double(encodings.values[second + dimension]))
        }
      }
      for sum in sums { points.features.append(sum / Double(pairs)) }
      points.labels.append(factor)
    }
    return points
  }
}
