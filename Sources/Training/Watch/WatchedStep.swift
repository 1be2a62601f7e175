/// What a watch sees of one training step.
public struct WatchedStep: Sendable, Hashable {
  /// A number with its name.
  public struct Figure: Sendable, Hashable {
    public let name: String
    public let value: Double

    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// A latent dimension with less than this many nats of KL divergence has collapsed: it says nothing
  /// about the sample.
  public static let collapse = 0.01

  /// The step's number, from 1.
  public let step: Int
  /// The Euclidean norm of all gradients together.
  public let gradientNorm: Double
  /// The norms of the gradients of `encoder`, `latent`, `heads`, `decoder`: of the parameters below each.
  public let gradientNorms: [Figure]
  /// The KL divergence of each latent dimension from N(0, 1) in nats, averaged over the batch and, for
  /// sequences, summed over the steps; their sum is the loss term `kl`. Empty without a posterior.
  public let divergences: [Double]
  /// The share of the units of each layer with ReLU that are 0 for the whole batch; a convolution's units
  /// are its channels.
  public let deadShares: [Figure]
  /// The loss of each labelled head; the loss term `classification` is their sum.
  public let headLosses: [Figure]

  public init(
    step: Int, gradientNorm: Double, gradientNorms: [Figure], divergences: [Double],
    deadShares: [Figure], headLosses: [Figure]
  ) {
    self.step = step
    self.gradientNorm = gradientNorm
    self.gradientNorms = gradientNorms
    self.divergences = divergences
    self.deadShares = deadShares
    self.headLosses = headLosses
  }

  /// The mean of the divergences; nil without any.
  public var meanDivergence: Double? {
    divergences.isEmpty ? nil : divergences.reduce(0, +) / Double(divergences.count)
  }

  /// How many latent dimensions have collapsed.
  public var collapsedCount: Int { divergences.count { $0 < Self.collapse } }
}

extension WatchedStep {
  /// All figures under the names of the columns of `watch.csv`, in their order.
  var columns: [Figure] {
    let divergence =
      meanDivergence.map { mean in
        [Figure("kl.mean", mean), Figure("kl.collapsed", Double(collapsedCount))]
          + divergences.enumerated().map { Figure("kl.\($0.offset)", $0.element) }
      } ?? []
    return [Figure("gradient_norm", gradientNorm)] + Self.named("gradient_norm", gradientNorms)
      + divergence + Self.named("dead", deadShares) + Self.named("loss", headLosses)
  }

  private static func named(_ stem: String, _ figures: [Figure]) -> [Figure] {
    figures.map { Figure("\(stem).\($0.name)", $0.value) }
  }
}
