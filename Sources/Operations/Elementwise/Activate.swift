public import Graphs
import Kernels

/// y = activation(x), element by element.
public struct Activate: HalfStorable, Hashable {
  public let activation: Activation

  public init(_ activation: Activation) {
    self.activation = activation
  }

  public var name: String { "\(activation)" }

  public func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] {
    guard inputs.count == 1, inputs[0].elementType == .float32 else {
      throw ShapeError(name, inputs, expected: "one float32 tensor")
    }
    return inputs
  }

  public func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] {
    [upstream[0].map { ActivationGradient(activation)($0, outputs[0]) }]
  }

  package func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0], outputs: [0])
  }

  package func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let constants = half.constants(["x": .input(0), "y": .output(0)])
      .merging(["ACTIVATION": activation.rawValue]) { $1 }
    return .elementwise(
      KernelSpecification(.activate, "activate", constants: constants), inputs, for: device)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    [HostTensor(inputs[0].values.map { activation($0) }, shape: inputs[0].shape)]
  }
}
