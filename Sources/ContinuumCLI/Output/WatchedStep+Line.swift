import Continuum

extension WatchedStep {
  /// The figures as one line for people.
  var line: String {
    let norms = gradientNorms.map { "\($0.name) \(ProgressLine.number($0.value))" }
    var parts = [
      "gradient norm \(ProgressLine.number(gradientNorm)) (\(norms.joined(separator: ", ")))"
    ]
    if let mean = meanDivergence {
      parts.append(
        "KL \(ProgressLine.number(mean)) per latent dimension, \(collapsedCount) of "
          + "\(divergences.count) collapsed")
    }
    if !deadShares.isEmpty {
      let shares = deadShares.map { "\($0.name) \(ProgressLine.number(100 * $0.value)) %" }
      parts.append("dead units \(shares.joined(separator: ", "))")
    }
    if !headLosses.isEmpty {
      let losses = headLosses.map { "\($0.name) \(ProgressLine.number($0.value))" }
      parts.append("loss of \(losses.joined(separator: ", "))")
    }
    return "watch: step \(step): \(parts.joined(separator: "; "))"
  }
}
