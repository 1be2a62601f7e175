import Graphs

/// Normalisation of x, input 0, with an activation of the result y, output 0, in the same pass.
protocol NormalizationPass: HalfStorable {
  var epsilon: Float { get }
  var activation: Activation { get }

  /// The same normalisation with an activation of y.
  func with(_ activation: Activation) -> Self
}

extension NormalizationPass {
  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0], outputs: [0])
  }
}
