import Foundation

/// The negative log-likelihood of samples, in nats and double precision, summed over the values of
/// each: the first term of eq. 4.
public enum NegativeLogLikelihood {
  /// Of values x in 0…1 under independent Bernoulli distributions: Σ max(l, 0) − l·x + log(1 + exp(−|l|)).
  ///
  /// - Parameters:
  ///   - logits: l, [samples, `size`].
  ///   - samples: x, of the same shape.
  public static func bernoulli(
    logits: [Float], samples: [Float], size: Int
  ) -> [Double] {
    precondition(
      logits.count == samples.count, "\(logits.count) logits for \(samples.count) values")
    return sums(over: samples.count, size) { index in
      let logit = Double(logits[index])
      return max(logit, 0) - logit * Double(samples[index]) + log1p(exp(-abs(logit)))
    }
  }

  /// Of values x under independent normal distributions: Σ ½·log 2π + log σ + ½·((x − μ)/σ)².
  ///
  /// - Parameters:
  ///   - mean: μ, [samples, `size`].
  ///   - standardDeviation: σ, above 0, of the same shape.
  ///   - samples: x, of the same shape.
  public static func gaussian(
    mean: [Float], standardDeviation: [Float], samples: [Float], size: Int
  ) -> [Double] {
    precondition(
      mean.count == samples.count && standardDeviation.count == samples.count,
      "\(mean.count) means and \(standardDeviation.count) deviations for \(samples.count) values")
    let normalisation = 0.5 * log(2 * Double.pi)
    return sums(over: samples.count, size) { index in
      let deviation = Double(standardDeviation[index])
      let quotient = (Double(samples[index]) - Double(mean[index])) / deviation
      return normalisation + log(deviation) + 0.5 * quotient * quotient
    }
  }

  private static func sums(
    over count: Int, _ size: Int, _ term: (Int) -> Double
  ) -> [Double] {
    precondition(size > 0 && count.isMultiple(of: size), "\(count) values in samples of \(size)")
    return stride(from: 0, to: count, by: size).map { start in
      (start..<start + size).reduce(0) { $0 + term($1) }
    }
  }
}
