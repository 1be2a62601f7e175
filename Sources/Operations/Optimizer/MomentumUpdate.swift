public import Graphs
import Kernels

/// One step of SGD with momentum: m′ = μ·m − rate·g, p′ = p + m′.
///
/// Inputs parameter p, gradient g, velocity m, float32 of one shape, for each of one or more
/// parameters, any factors, and a flag, int32 [1]; outputs the new parameter and velocity of each, in
/// place. Where the flag is not 1 nothing changes.
public struct MomentumUpdate: OptimizerUpdate, Hashable {
  public let learningRate: Float
  public let momentum: Float
  public let factors: UpdateFactors

  public init(learningRate: Float, momentum: Float = 0.9, factors: UpdateFactors = UpdateFactors())
  {
    self.learningRate = learningRate
    self.momentum = momentum
    self.factors = factors
  }

  public var name: String { "momentumUpdate" }

  var source: KernelSource { .momentumUpdate }
  var slots: Int { 1 }
  var hyperparameters: [Float] {
    [learningRate, momentum]
  }
  var flopsPerElement: Int { 4 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (rate, momentum) = (
      Scalar(learningRate) * factors.values(inputs).rate, Scalar(self.momentum)
    )
    return evaluate(inputs) { gradient, parameter, slots in
      slots[0] = momentum * slots[0] - rate * gradient
      parameter += slots[0]
    }
  }
}
