public import Graphs
import Operations

/// The family of p(x | z, π), whose parameters come from the decoder's last layer (eq. 2).
public enum ObservationModel: Sendable {
  /// Independent values in 0…1; the decoder's result is their logits.
  case bernoulli
  /// Independent normal values. The layer `output`, applied twice to the decoder's result, gives their
  /// parameters: `output.mean`, linear, and `output.standard_deviation`, softplus(·) +
  /// `minimumDeviation`.
  case gaussian(output: any Layer, minimumDeviation: Float)

  /// Normal values whose parameters two dense layers give, along the last axis: `channels` values for
  /// each step of a sequence.
  public static func gaussian(channels: Int, minimumDeviation: Float) -> ObservationModel {
    .gaussian(output: Dense(channels), minimumDeviation: minimumDeviation)
  }

  /// The names of the outputs that determine the likelihood: logits, or mean and standard deviation.
  public var parameterNames: [String] {
    switch self {
    case .bernoulli: [Observation.Name.logits]
    case .gaussian: [Observation.Name.reconstruction, Observation.Name.standardDeviation]
    }
  }

  /// Describes the distribution for the result of the decoder's layers.
  public func callAsFunction(_ features: Tensor, _ context: inout Context) -> Observation {
    switch self {
    case .bernoulli:
      return .bernoulli(logits: features)
    case .gaussian(let output, let minimumDeviation):
      return context.within("output") { context in
        let mean = context.within("mean") { output(features, &$0) }
        let excess = context.within("standard_deviation") { output(features, &$0) }
        return .gaussian(mean: mean, excess: excess, minimumDeviation: minimumDeviation)
      }
    }
  }
}

/// p(x | z, π) for a batch.
public enum Observation: Sendable {
  case bernoulli(logits: Tensor)
  /// The standard deviation is softplus(excess) + minimumDeviation.
  case gaussian(mean: Tensor, excess: Tensor, minimumDeviation: Float)

  /// The names of outputs that describe a distribution.
  public enum Name {
    /// Its mean.
    public static let reconstruction = "reconstruction"
    /// The logits of a Bernoulli distribution.
    public static let logits = "reconstruction_logits"
    /// The standard deviation of a Gaussian distribution.
    public static let standardDeviation = "standard_deviation"
  }

  /// −log p(x | z, π), summed over a sample and averaged over the batch: the first term of eq. 4.
  public func negativeLogLikelihood(of x: Tensor, label: String) -> Tensor {
    switch self {
    case .bernoulli(let logits): BernoulliLoss()(logits, x, label: label)
    case .gaussian(let mean, let excess, let minimum):
      GaussianLoss(minimumDeviation: minimum)(mean, excess, x, label: label)
    }
  }

  /// The shape of the described values, [batch] + a sample's.
  public var shape: Shape {
    switch self {
    case .bernoulli(let logits): logits.shape
    case .gaussian(let mean, _, _): mean.shape
    }
  }

  /// The outputs of a prediction: `reconstruction`, the mean, and `reconstruction_logits` or
  /// `standard_deviation`.
  public var outputs: [Graph.Output] {
    switch self {
    case .bernoulli(let logits):
      [
        Graph.Output(Name.reconstruction, Activate(.sigmoid)(logits)),
        Graph.Output(Name.logits, logits),
      ]
    case .gaussian(let mean, let excess, let minimum):
      [
        Graph.Output(Name.reconstruction, mean),
        Graph.Output(Name.standardDeviation, Activate(.softplus)(excess) + minimum),
      ]
    }
  }

  /// The outputs of an inspected training step: `logits`, or `reconstruction` and
  /// `standard_deviation`.
  public var trained: [Graph.Output] {
    switch self {
    case .bernoulli(let logits): [Graph.Output("logits", logits)]
    case .gaussian: outputs
    }
  }
}
