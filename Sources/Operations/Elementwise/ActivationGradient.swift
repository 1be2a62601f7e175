package import Graphs
import Kernels

/// dx = dy · derivative(y): the gradient of an activation, from the upstream gradient and its own output.
package struct ActivationGradient: HalfStorable, Hashable {
  package let activation: Activation

  package init(_ activation: Activation) {
    self.activation = activation
  }

  package var name: String { "\(activation)Gradient" }

  package func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 2, inputs[0] == inputs[1], inputs[0].elementType == .float32 else {
      throw ShapeError(name, inputs, expected: "upstream and output, float32 of one shape")
    }
    return [inputs[0]]
  }

  /// Only with respect to the upstream gradient: second derivatives are not supported.
  package func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { ActivationGradient(activation)($0, inputs[1]) }, nil]
  }

  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0, 1], outputs: [0])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let tensors: [String: KernelLaunch.Argument] = [
      "upstream": .input(0), "y": .input(1), "gradient": .output(0),
    ]
    let constants = half.constants(tensors).merging(["ACTIVATION": activation.rawValue]) { $1 }
    return .elementwise(
      KernelSpecification(.activate, "activationGradient", constants: constants), inputs,
      for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  package func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let gradient = zip(inputs[0].values, inputs[1].values).map {
      $0 * activation.derivative(atOutput: $1)
    }
    return [HostTensor(gradient, shape: inputs[0].shape)]
  }
}
