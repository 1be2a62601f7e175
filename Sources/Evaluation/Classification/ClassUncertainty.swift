import Foundation

/// How unsure class probabilities are, in nats.
public enum ClassUncertainty {
  /// The entropy H(p) = −Σ p_c log p_c; 0 log 0 is 0.
  public static func entropy(_ probabilities: [Double]) -> Double {
    probabilities.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
  }

  /// How much several predictions for one sample disagree: H(p̄) − 1/L Σ H(p_l), where p̄ is their mean.
  ///
  /// 0 where all are equal, log L where each is sure of another class (the mutual information of class
  /// and draw).
  ///
  /// - Precondition: there is at least one prediction, and all have as many classes.
  public static func disagreement(_ predictions: [[Double]]) -> Double {
    guard let first = predictions.first else { preconditionFailure("no prediction") }
    let count = Double(predictions.count)
    let mean = first.indices.map { index in
      predictions.reduce(0) { $0 + $1[index] } / count
    }
    // Rounding may give less than nothing.
    return max(0, entropy(mean) - predictions.reduce(0) { $0 + entropy($1) } / count)
  }
}
