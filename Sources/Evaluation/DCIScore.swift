import Foundation

/// Disentanglement, completeness and informativeness (Eastwood and Williams 2018).
///
/// Gradient boosted trees predict each factor from all dimensions; R is the matrix of their
/// importances, [dimension][factor]. H is the entropy of a row (column) of R divided by its sum, in
/// units of log(factors) (log(dimensions)). Disentanglement is the mean of 1 − H over dimensions, each
/// row weighted by its sum; completeness is the mean of 1 − H over factors, each column weighted by its
/// sum. Informativeness is the accuracy of the predictions, mean over factors, as in
/// `disentanglement_lib`.
public struct DCIScore: Sendable, Equatable, Codable {
  /// How many points are used, and the ensemble.
  public struct Settings: Sendable, Equatable, Codable {
    /// Images that the trees are fitted to.
    public var trainingPoints: Int
    /// Images that they are tested with.
    public var testPoints: Int
    /// Boosting stages.
    public var stages: Int
    /// The trees' depth.
    public var depth: Int
    /// The ensemble's learning rate.
    public var learningRate: Double

    /// As in `disentanglement_lib`'s study: 10,000 and 5,000 points, 100 stages of depth 3 at 0.1.
    public init(
      trainingPoints: Int = 10_000, testPoints: Int = 5_000, stages: Int = 100, depth: Int = 3,
      learningRate: Double = 0.1
    ) {
      precondition(
        trainingPoints > 0 && testPoints > 0, "at least one point to train and one to test")
      self.trainingPoints = trainingPoints
      self.testPoints = testPoints
      self.stages = stages
      self.depth = depth
      self.learningRate = learningRate
    }
  }

  /// 1 where every dimension is informative of one factor only.
  public let disentanglement: Double
  /// 1 where one dimension alone is informative of every factor.
  public let completeness: Double
  /// The accuracy on the test images, mean over factors, 0 ... 1.
  public let informativeness: Double
  /// The accuracy on the training images, mean over factors, 0 ... 1.
  public let trainingInformativeness: Double
  /// R, `importances[dimension][factor]`; each factor's column sums to 1.
  public let importances: [[Double]]
  /// The accuracy on the test images for each factor.
  public let accuracies: [Double]
  /// The images that the trees were fitted to.
  public let trainingPoints: Int
  /// The images that they were tested with.
  public let testPoints: Int

  /// Draws disjoint images from encodings, fits and tests; the same seed gives the same score.
  ///
  /// With fewer images than requested, all are divided in the same proportion.
  public init(_ encodings: Encodings, settings: Settings = Settings(), seed: UInt64) {
    var draws = RandomDraws(seed: seed, stream: .completeness)
    let rows = encodings.split(
      training: settings.trainingPoints, test: settings.testPoints, draws: &draws)
    let training = encodings.gather(rows.training)
    let test = encodings.gather(rows.test)
    var importances = [[Double]](repeating: [], count: encodings.dimensions)
    var accuracies: [Double] = []
    var trainingAccuracies: [Double] = []
    for factor in encodings.factors {
      let labels = rows.training.map { factor.values[$0] }
      let ensemble = BoostedTrees(
        features: training, dimensions: encodings.dimensions, labels: labels,
        settings: BoostedTrees.Settings(
          stages: settings.stages, depth: settings.depth, learningRate: settings.learningRate),
        seed: seed)
      for (dimension, importance) in ensemble.importances.enumerated() {
        importances[dimension].append(importance)
      }
      trainingAccuracies.append(PresentClasses.accuracy(ensemble.predict(training), labels))
      accuracies.append(
        PresentClasses.accuracy(ensemble.predict(test), rows.test.map { factor.values[$0] }))
    }
    self.importances = importances
    self.accuracies = accuracies
    informativeness = accuracies.reduce(0, +) / Double(accuracies.count)
    trainingInformativeness = trainingAccuracies.reduce(0, +) / Double(accuracies.count)
    disentanglement = Self.concentration(importances)
    completeness = Self.concentration(
      encodings.factors.indices.map { factor in importances.map { $0[factor] } })
    trainingPoints = rows.training.count
    testPoints = rows.test.count
  }

  /// Σ_r w_r (1 − H_r): w_r is the row's sum divided by that of the matrix, H_r the row's entropy in
  /// units of log(columns); 0 for a matrix of zeros.
  static func concentration(_ matrix: [[Double]]) -> Double {
    precondition(!matrix.isEmpty, "a matrix without rows")
    let columns = matrix[0].count
    guard columns > 1 else { return 1 }
    let total = matrix.joined().reduce(0, +)
    guard total > 0 else { return 0 }
    var score = 0.0
    // A row of zeros has no weight.
    for (row, sum) in matrix.map({ ($0, $0.reduce(0, +)) }) where sum > 0 {
      let entropy = row.reduce(0) { $0 - ($1 > 0 ? $1 / sum * log($1 / sum) : 0) }
      score += sum / total * (1 - entropy / log(Double(columns)))
    }
    return score
  }
}
