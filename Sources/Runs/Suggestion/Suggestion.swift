/// How unlabelled rows are ranked by what a label would teach.
public enum Suggestion: String, Sendable, Hashable, Codable, CaseIterable {
  /// The entropy of π(x), in nats, summed over heads: how unsure the classifier is.
  case entropy
  /// How much the class depends on z, in nats, summed over heads:
  ///
  ///     D(x) = H(1/L Σ π(x̂_l)) − 1/L Σ H(π(x̂_l)),   x̂_l = E[x | z_l, π(x)],   z_l from the posterior of x
  ///
  /// π depends on x alone, so each reconstruction x̂_l is classified again: D is the mutual information of
  /// its class and the draw of z. It is 0 where all reconstructions are classified alike, however unsurely.
  case disagreement
  /// Rows at random, for comparison.
  case random
}
