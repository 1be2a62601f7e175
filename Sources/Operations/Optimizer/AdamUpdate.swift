public import Graphs
import Kernels
import RealModule

/// One step of Adam (Kingma and Ba 2015, ε as in Keras): m′ = β₁·m + (1 − β₁)·g,
/// v′ = β₂·v + (1 − β₂)·g², p′ = p − rate·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m′/(√v′ + ε).
///
/// Inputs parameter p, gradient g, moments m and v, float32 of one shape, for each of one or more
/// parameters, the random state, whose last element is t − 1, any factors, and a flag, int32 [1];
/// outputs the new parameter and moments of each, in place. Where the flag is not 1 nothing changes.
public struct AdamUpdate: OptimizerUpdate, Hashable {
  public let learningRate: Float
  public let beta1: Float
  public let beta2: Float
  public let epsilon: Float
  public let factors: UpdateFactors

  public init(
    learningRate: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-7,
    factors: UpdateFactors = UpdateFactors()
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.factors = factors
  }

  public var name: String { "adamUpdate" }

  var source: KernelSource { .adamUpdate }
  var slots: Int { 2 }
  var extra: [TensorSpec] { [RandomState.spec] }
  var hyperparameters: [Float] {
    [learningRate, beta1, beta2, Float.log(beta1), Float.log(beta2), epsilon]
  }
  var flopsPerElement: Int { 12 }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (rate, epsilon) = (Scalar(learningRate) * factors.values(inputs).rate, Scalar(self.epsilon))
    let (beta1, beta2) = (Scalar(self.beta1), Scalar(self.beta2))
    let t = Int(UInt32(bitPattern: inputs[inputs.count - 2 - factors.count].integers[2])) + 1
    let corrected = rate * Scalar.sqrt(1 - Scalar.pow(beta2, t)) / (1 - Scalar.pow(beta1, t))
    return evaluate(inputs) { gradient, parameter, slots in
      slots[0] = beta1 * slots[0] + (1 - beta1) * gradient
      slots[1] = beta2 * slots[1] + (1 - beta2) * gradient * gradient
      parameter -= corrected * slots[0] / (Scalar.sqrt(slots[1]) + epsilon)
    }
  }
}
