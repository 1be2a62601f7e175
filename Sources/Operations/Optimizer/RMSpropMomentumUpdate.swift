public import Graphs
import Kernels
import RealModule

/// One step of RMSprop with classical momentum, in TensorFlow's form:
/// a′ = ρ·a + (1 − ρ)·g², m′ = μ·m + rate·g/√(a′ + ε), p′ = p − m′.
///
/// Inputs parameter p, gradient g, accumulator a, velocity m, float32 of one shape, for each of one
/// or more parameters, any factors, and a flag, int32 [1]; outputs the new parameter, accumulator and
/// velocity of each, in place. Where the flag is not 1 nothing changes.
public struct RMSpropMomentumUpdate: OptimizerUpdate, Hashable {
  public let learningRate: Float
  public let rho: Float
  public let momentum: Float
  public let epsilon: Float
  public let factors: UpdateFactors

  public init(
    learningRate: Float, rho: Float = 0.9, momentum: Float = 0.9, epsilon: Float = 1e-7,
    factors: UpdateFactors = UpdateFactors()
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.factors = factors
  }

  public var name: String { "rmspropMomentumUpdate" }

  var source: KernelSource { .rmspropMomentumUpdate }
  var slots: Int { 2 }
  var hyperparameters: [Float] {
    [learningRate, rho, momentum, epsilon]
  }
  var flopsPerElement: Int { 11 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (rate, rho, epsilon) = (
      Scalar(learningRate) * factors.values(inputs).rate, Scalar(self.rho), Scalar(self.epsilon)
    )
    let momentum = Scalar(self.momentum)
    return evaluate(inputs) { gradient, parameter, slots in
      slots[0] = rho * slots[0] + (1 - rho) * gradient * gradient
      slots[1] = momentum * slots[1] + rate * gradient / Scalar.sqrt(slots[0] + epsilon)
      parameter -= slots[1]
    }
  }
}
