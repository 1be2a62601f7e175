public import Graphs

/// The terms that a loss is made of: total = Σ weight · value (eq. 3).
public struct Losses: Sendable {
  /// One term, a scalar.
  public struct Term: Sendable {
    public let name: LossName
    /// The unweighted value.
    public let value: Tensor
    /// Its weight in the total. Gradients follow from it; operations need not be told.
    public let weight: Float

    public init(_ name: LossName, _ value: Tensor, weight: Float = 1) {
      self.name = name
      self.value = value
      self.weight = weight
    }
  }

  /// The name of the output with a head's own loss, before the head's own name.
  public static let headLossName = "loss"

  /// One or more terms, with different names, none of which is `total`.
  public let terms: [Term]
  /// Intermediate results, for inspection: `mean` and `log_variance` of the posterior, [batch, …,
  /// dimensions], logits, and each head's own loss, a scalar, as `loss` or `loss.<head>`.
  public let outputs: [Graph.Output]

  /// - Precondition: there is a term, and names are unique.
  public init(_ terms: [Term], outputs: [Graph.Output] = []) {
    precondition(!terms.isEmpty, "a loss without terms")
    let names = terms.map(\.name) + [.total]
    precondition(Set(names).count == names.count, "two terms of a loss share a name: \(names)")
    self.terms = terms
    self.outputs = outputs
  }
}

/// The name of a loss term, as logs and reports show it.
public struct LossName: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The weighted sum of all terms.
  public static let total: LossName = "total"
  /// −log p(x | z, π), the first term of eq. 4.
  public static let reconstruction: LossName = "reconstruction"
  /// The KL divergence of the posterior from N(0, I), the second term of eq. 4.
  public static let kl: LossName = "kl"
  /// The cross-entropy of π over the labelled rows (eq. 5).
  public static let classification: LossName = "classification"

  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public init(stringLiteral: String) {
    self.init(rawValue: stringLiteral)
  }

  public var description: String { rawValue }
}
