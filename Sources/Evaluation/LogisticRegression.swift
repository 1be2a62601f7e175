import Foundation

/// A multinomial logistic regression: p(k | x) = softmax(W x + b)_k.
///
/// Minimises (1/n)·[Σ_i −log p(y_i | x_i) + ‖W‖² / (2C)]; the intercepts b are not penalised.
/// The objective is convex; Newton's method with a line search minimises it to a given gradient.
public struct LogisticRegression: Sendable {
  /// The objective and the stopping rule.
  public struct Settings: Sendable, Equatable, Codable {
    /// C: large is weak regularisation.
    public var inverseRegularization: Double
    /// Whether features are shifted and scaled to mean 0 and variance 1 before W is penalised.
    public var standardizesFeatures: Bool
    /// Converged when no component of the gradient is larger in magnitude.
    public var tolerance: Double
    /// Newton steps at most.
    public var maximumIterations: Int

    /// - Precondition: `inverseRegularization` is positive.
    public init(
      inverseRegularization: Double, standardizesFeatures: Bool, tolerance: Double = 1e-9,
      maximumIterations: Int = 200
    ) {
      precondition(inverseRegularization > 0, "inverseRegularization is not positive")
      self.inverseRegularization = inverseRegularization
      self.standardizesFeatures = standardizesFeatures
      self.tolerance = tolerance
      self.maximumIterations = maximumIterations
    }

    /// Almost no penalty: C = 10⁶ on standardised features.
    ///
    /// Where classes overlap, the penalty is negligible; where they are separable, it gives the weights
    /// a finite optimum.
    public static var unpenalised: Settings {
      Settings(inverseRegularization: 1e6, standardizesFeatures: true)
    }

    /// The defaults of scikit-learn's `LogisticRegression`: C = 1, features as they are.
    public static var scikitLearn: Settings {
      Settings(inverseRegularization: 1, standardizesFeatures: false)
    }
  }

  /// The labels that a prediction can be: those that occur in training, ascending.
  public let classes: [Int]
  /// W for features as they are given, [classes.count, dimensions] in row-major order.
  public let weights: [Double]
  /// b for features as they are given, [classes.count].
  public let intercepts: [Double]
  /// The number of features.
  public let dimensions: Int
  /// The Newton steps taken.
  public let iterations: Int
  /// The largest absolute component of the objective's gradient at the end.
  public let gradientNorm: Double
  /// Whether `gradientNorm` reached the tolerance.
  public let converged: Bool

  /// Fits rows of features, [n, dimensions], row-major, to labels, [n], each at least 0.
  ///
  /// - Throws: `EvaluationError.notANumber` where a feature is not finite, and `tooFewRows` where there
  ///   is no row.
  public init(
    features: [Double], dimensions: Int, labels: [Int], settings: Settings = .scikitLearn
  ) throws(EvaluationError) {
    precondition(
      dimensions > 0 && features.count == labels.count * dimensions,
      "\(features.count) values for \(labels.count) rows of \(dimensions) features")
    precondition(labels.allSatisfy { $0 >= 0 }, "a label is negative")
    if let index = features.firstIndex(where: { !$0.isFinite }) {
      throw .notANumber(row: index / dimensions)
    }
    guard !labels.isEmpty else {
      throw .tooFewRows(
        metric: "logistic regression", found: "no rows", expected: "at least one")
    }
    let present = PresentClasses(labels)
    let scaling = Scaling(
      features, dimensions: dimensions, standardizes: settings.standardizesFeatures)
    var problem = LogisticProblem(
      rows: scaling.appliedWithIntercept(features), width: dimensions + 1,
      labels: present.indices, classCount: present.classes.count,
      penalty: 1 / (settings.inverseRegularization * Double(labels.count)))
    let solution = problem.minimize(
      tolerance: settings.tolerance, maximumIterations: settings.maximumIterations)

    var weights: [Double] = []
    var intercepts: [Double] = []
    for label in present.classes.indices {
      let start = label * (dimensions + 1)
      var intercept = solution.parameters[start + dimensions]
      for dimension in 0..<dimensions {
        let weight = solution.parameters[start + dimension] * scaling.factors[dimension]
        weights.append(weight)
        intercept -= weight * scaling.means[dimension]
      }
      intercepts.append(intercept)
    }
    self.classes = present.classes
    self.weights = weights
    self.intercepts = intercepts
    self.dimensions = dimensions
    self.iterations = solution.iterations
    self.gradientNorm = solution.gradientNorm
    self.converged = solution.gradientNorm <= settings.tolerance
  }

  /// The most probable label of each row of [n, dimensions]; the lowest of equally probable ones.
  public func predict(_ features: [Double]) -> [Int] {
    precondition(
      features.count.isMultiple(of: dimensions),
      "\(features.count) values are not rows of \(dimensions) features")
    return stride(from: 0, to: features.count, by: dimensions).map { start in
      var best = 0
      var bestScore = -Double.infinity
      for label in classes.indices {
        var score = intercepts[label]
        for dimension in 0..<dimensions {
          score += weights[label * dimensions + dimension] * features[start + dimension]
        }
        if score > bestScore { (best, bestScore) = (label, score) }
      }
      return classes[best]
    }
  }

  /// The fraction of rows of [n, dimensions] whose predicted label is right.
  public func accuracy(_ features: [Double], _ labels: [Int]) -> Double {
    PresentClasses.accuracy(predict(features), labels)
  }
}

extension LogisticRegression {
  /// (x − mean)·factor for each feature.
  private struct Scaling {
    var means: [Double]
    var factors: [Double]
    let dimensions: Int

    init(_ features: [Double], dimensions: Int, standardizes: Bool) {
      self.dimensions = dimensions
      means = [Double](repeating: 0, count: dimensions)
      factors = [Double](repeating: 1, count: dimensions)
      guard standardizes else { return }
      let count = Double(features.count / dimensions)
      for (index, value) in features.enumerated() { means[index % dimensions] += value / count }
      var variances = [Double](repeating: 0, count: dimensions)
      for (index, value) in features.enumerated() {
        let difference = value - means[index % dimensions]
        variances[index % dimensions] += difference * difference / count
      }
      // A constant feature has no scale: its deviation is rounding error.
      for dimension in 0..<dimensions {
        let deviation = variances[dimension].squareRoot()
        if deviation > 1e-12 * max(1e-300, abs(means[dimension])) {
          factors[dimension] = 1 / deviation
        }
      }
    }

    /// [n, dimensions + 1], the last column 1.
    func appliedWithIntercept(_ features: [Double]) -> [Double] {
      var rows: [Double] = []
      rows.reserveCapacity(features.count / dimensions * (dimensions + 1))
      for start in stride(from: 0, to: features.count, by: dimensions) {
        for dimension in 0..<dimensions {
          rows.append((features[start + dimension] - means[dimension]) * factors[dimension])
        }
        rows.append(1)
      }
      return rows
    }
  }
}
