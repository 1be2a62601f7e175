public import Graphs
import Kernels
import RealModule

/// One step of RMSprop: a′ = ρ·a + (1 − ρ)·g², p′ = p − rate·g/(√a′ + ε).
///
/// Inputs parameter p, gradient g, accumulator a, float32 of one shape, for each of one or more
/// parameters, any factors, and a flag, int32 [1]; outputs the new parameter and accumulator of each,
/// in place. Where the flag is not 1 nothing changes.
public struct RMSpropUpdate: OptimizerUpdate, Hashable {
  public let learningRate: Float
  public let rho: Float
  public let epsilon: Float
  public let factors: UpdateFactors

  public init(
    learningRate: Float, rho: Float = 0.9, epsilon: Float = 1e-7,
    factors: UpdateFactors = UpdateFactors()
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
    self.factors = factors
  }

  public var name: String { "rmspropUpdate" }

  var source: KernelSource { .rmspropUpdate }
  var slots: Int { 1 }
  var hyperparameters: [Float] {
    [learningRate, rho, epsilon]
  }
  var flopsPerElement: Int { 9 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (rate, rho, epsilon) = (
      Scalar(learningRate) * factors.values(inputs).rate, Scalar(self.rho), Scalar(self.epsilon)
    )
    return evaluate(inputs) { gradient, parameter, slots in
      slots[0] = rho * slots[0] + (1 - rho) * gradient * gradient
      parameter -= rate * gradient / (Scalar.sqrt(slots[0]) + epsilon)
    }
  }
}
