import Graphs

/// Normalisation of x, input 0, with an activation of the result y, output 0, in the same pass.
protocol NormalizationPass: Fusible, HalfStorable {
  var epsilon: Float { get }
  var activation: Activation { get }

  init(epsilon: Float, activation: Activation)
}

extension NormalizationPass {
  /// Absorbs an activation of y.
  public func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused? {
    guard activation == .identity, let activate = consumer as? Activate else { return nil }
    return Fused(
      Self(epsilon: epsilon, activation: activate.activation),
      inputs: inputs.indices.map { .own($0) })
  }

  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0], outputs: [0])
  }
}
