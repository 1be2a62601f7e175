/// The separated attribute predictability, SAP (Kumar et al. 2018): the lead of the dimension that
/// predicts a factor best over the second best.
///
/// A linear support vector classifier (C = 0.01, balanced class weights) predicts each factor from each
/// dimension alone. The score is the mean over factors of the difference between the two best test
/// accuracies.
public struct SeparatedAttributeScore: Sendable, Equatable, Codable {
  /// How many points are used, and the classifier's cost.
  public struct Settings: Sendable, Equatable, Codable {
    /// Images that the classifiers are fitted to.
    public var trainingPoints: Int
    /// Images that they are tested with.
    public var testPoints: Int
    /// C.
    public var cost: Double

    /// As in `disentanglement_lib`'s study: 10,000 and 5,000 points, C = 0.01.
    public init(trainingPoints: Int = 10_000, testPoints: Int = 5_000, cost: Double = 0.01) {
      precondition(
        trainingPoints > 0 && testPoints > 0 && cost > 0, "a setting is not positive")
      self.trainingPoints = trainingPoints
      self.testPoints = testPoints
      self.cost = cost
    }
  }

  /// The mean difference, 0 ... 1.
  public let score: Double
  /// Test accuracies, `accuracies[dimension][factor]`.
  public let accuracies: [[Double]]
  /// The images that the classifiers were fitted to.
  public let trainingPoints: Int
  /// The images that they were tested with.
  public let testPoints: Int

  /// Draws disjoint images from encodings, fits and tests; the same seed gives the same score.
  ///
  /// With fewer images than requested, all are divided in the same proportion.
  public init(_ encodings: Encodings, settings: Settings = Settings(), seed: UInt64) {
    var draws = RandomDraws(seed: seed, stream: .separability)
    let rows = encodings.split(
      training: settings.trainingPoints, test: settings.testPoints, draws: &draws)
    let dimensions = encodings.dimensions
    let accuracies = (0..<dimensions).map { dimension in
      let training = rows.training.map { Double(encodings.values[$0 * dimensions + dimension]) }
      let test = rows.test.map { Double(encodings.values[$0 * dimensions + dimension]) }
      return encodings.factors.map { factor in
        let classifier = LinearSupportVectors(
          feature: training, labels: rows.training.map { factor.values[$0] }, cost: settings.cost)
        return PresentClasses.accuracy(
          classifier.predict(test), rows.test.map { factor.values[$0] })
      }
    }
    let gaps = encodings.factors.indices.map { factor in
      TopTwo(accuracies.map { $0[factor] }).gap
    }
    self.accuracies = accuracies
    trainingPoints = rows.training.count
    testPoints = rows.test.count
    score = gaps.reduce(0, +) / Double(gaps.count)
  }
}
