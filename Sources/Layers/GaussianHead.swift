public import Graphs
import Operations

/// The latent layer: mean and log-variance of a diagonal Gaussian posterior (eq. 1).
///
/// Parameters `mean.kernel`, `mean.bias`, `log_variance.kernel`, `log_variance.bias`.
public struct GaussianHead: Sendable, Hashable {
  /// The number of latent dimensions.
  public let size: Int

  public init(_ size: Int) {
    self.size = size
  }

  /// Describes the layer applied to `features`, [..., in]; both results are [..., size].
  public func callAsFunction(_ features: Tensor, _ context: inout Context) -> GaussianPosterior {
    GaussianPosterior(
      mean: context.within("mean") { Dense(size)(features, &$0) },
      logVariance: context.within("log_variance") { Dense(size)(features, &$0) })
  }
}

/// The posterior N(mean, exp(logVariance)) of z, with independent dimensions.
public struct GaussianPosterior: Sendable {
  public let mean: Tensor
  public let logVariance: Tensor

  /// z = mean + exp(½·logVariance)·ε.
  public func sample(_ noise: Noise, label: String) -> Tensor {
    switch noise {
    case .drawn(let state, let stream):
      GaussianSample(.philox(stream))(mean, logVariance, state, label: label)
    case .given(let noise):
      GaussianSample(.given)(mean, logVariance, noise, label: label)
    case .none: mean
    }
  }
}

/// The source of ε in the reparameterisation.
public enum Noise: Sendable {
  /// Standard normal values of a random stream at the step of `state`.
  case drawn(state: Tensor, stream: RandomStream)
  /// A tensor of the posterior's shape.
  case given(Tensor)
  /// ε = 0: z is the mean.
  case none
}
