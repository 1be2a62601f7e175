import Foundation

/// How much each latent dimension says of samples.
package struct LatentDivergence {
  /// The KL divergence from N(0, 1) of each dimension in nats, the mean over samples and steps:
  /// ½ (μ² + σ² − 1 − log σ²).
  package let nats: [Double]
  /// The dimensions, the one with the largest divergence first.
  package let order: [Int]

  /// - Parameters:
  ///   - mean: of the posterior, [values, latent], row-major.
  ///   - latent: the number of dimensions.
  package init(mean: ArraySlice<Float>, logVariance: ArraySlice<Float>, latent: Int) {
    var sums = [Float](repeating: 0, count: latent)
    for (index, (mean, logVariance)) in zip(mean, logVariance).enumerated() {
      sums[index % latent] += mean * mean + Float(exp(Double(logVariance))) - 1 - logVariance
    }
    let count = Double(max(1, mean.count / latent))
    nats = sums.map { 0.5 * Double($0) / count }
    order = (0..<latent).sorted { (-sums[$0], $0) < (-sums[$1], $1) }
  }
}
