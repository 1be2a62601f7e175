/// A figure that is measured on a trained run.
public enum Metric: Sendable, Hashable {
  /// The fraction of test samples whose most probable class is the label.
  case accuracy
  /// The mean of −log π[y] over the test samples, in nats.
  case logLoss
  /// The area under the curve of the anomaly scores of all test samples, with `draws` codes of each; the
  /// class that was left out of training is the positive one.
  case areaUnderCurve(draws: Int)
  /// The betaVAE score in percent, the mean over five draws of its points.
  case betaVAE(Encoded, Regression)
  /// The values that training changes.
  case parameters
  /// Rows that a training step computes in a second, timed on the run's device when the run is done: the
  /// batch over the median of `timedSteps` steps.
  case imagesPerSecond

  /// Steps that are timed.
  static let timedSteps = 20

  /// The pairs of Small-NORB that are encoded for a betaVAE score.
  public enum Encoded: String, Sendable, Hashable {
    case all, heldOut
  }

  /// The classifier of a betaVAE score.
  public enum Regression: String, Sendable, Hashable {
    /// With scikit-learn's default penalty.
    case plain
    /// With next to no penalty.
    case unpenalised
  }

  /// What tables and JSON call it.
  public var name: String {
    switch self {
    case .accuracy: "accuracy"
    case .logLoss: "log_loss"
    case .areaUnderCurve: "auc"
    case .betaVAE(_, .plain): "beta_vae"
    case .betaVAE(_, .unpenalised): "beta_vae_unpenalised"
    case .parameters: "parameters"
    case .imagesPerSecond: "images_per_second"
    }
  }

  /// What `score.json` calls it: the name, and how it was measured.
  package var key: String {
    switch self {
    case .accuracy, .logLoss, .parameters, .imagesPerSecond: name
    case .areaUnderCurve(let draws): "\(name)_draws\(draws)"
    case .betaVAE(let encoded, _): "\(name)_\(encoded.rawValue)"
    }
  }

  /// Whether a model is better for a larger value.
  var isBetterLarger: Bool { self != .logLoss && self != .parameters }

  /// Decimal places in a table.
  var digits: Int {
    switch self {
    case .accuracy, .areaUnderCurve: 4
    case .logLoss: 3
    case .betaVAE: 1
    case .parameters, .imagesPerSecond: 0
    }
  }
}
