public import Graphs
import Kernels

/// One step of SGD with momentum: m′ = μ·m − rate·g, p′ = p + m′.
///
/// Inputs parameter p, gradient g, velocity m, float32 of one shape, for each of one or more
/// parameters, and a flag, int32 [1]; outputs the new parameter and velocity of each, in place.
/// Where the flag is not 1 nothing changes.
public struct MomentumUpdate: Operation, Hashable {
  public let learningRate: Float
  public let momentum: Float

  public init(learningRate: Float, momentum: Float = 0.9) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  public var name: String { "momentumUpdate" }

  private var update: OptimizerUpdate { OptimizerUpdate(name: name, slots: 1) }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    try update.outputs(inputs)
  }

  /// An update ends a step and is not differentiated.
  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    inputs.map { _ in nil }
  }

  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    update.lowering(
      .momentumUpdate, inputs, hyperparameters: [learningRate, momentum], for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (rate, momentum) = (Scalar(learningRate), Scalar(self.momentum))
    return update.evaluate(inputs) { gradient, parameter, slots in
      slots[0] = momentum * slots[0] - rate * gradient
      parameter += slots[0]
    }
  }

  public func flops(_ inputs: [TensorSpec]) -> Int { 4 * update.elements(inputs) }
}
