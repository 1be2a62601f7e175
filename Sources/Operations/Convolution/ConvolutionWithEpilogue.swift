import Graphs

/// A convolution in one of the two directions that compute a tensor of pixels, with its epilogue.
///
/// Inputs in order: the source, the weights, the epilogue's inputs.
protocol ConvolutionWithEpilogue: ConvolutionOperation {
  /// The same convolution with another epilogue.
  func with(_ epilogue: ConvolutionEpilogue) -> Self
}

extension ConvolutionWithEpilogue {
  /// The source, the result, and the epilogue's inputs of the result's shape.
  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: epilogue.halfInputs.union([0]), outputs: [0])
  }
}

/// Fusion with neighbours.
extension ConvolutionWithEpilogue {
  /// Absorbs a bias, an activation, or the gradient of an activation (as a gate).
  public func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused? {
    absorbingIntoEpilogue(
      consumer, operand: operand, inputs: inputs, consumerInputs: consumerInputs)
  }

  func absorbingIntoEpilogue(
    _ consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused? {
    epilogue.absorbing(consumer, operand: operand, consumerInputs: consumerInputs).map {
      Fused(with($0.epilogue), inputs: inputs.indices.map { .own($0) } + $0.inputs)
    }
  }

  /// Computes the moments of its result for a batch normalisation, or the sums of its gradient.
  public func preparing(
    for reader: any Operation, operand: Int, inputs: [TensorSpec], readerInputs: [TensorSpec]
  ) -> Prepared? {
    epilogue.preparing(for: reader, operand: operand) { with($0) }
  }

  /// Only its source.
  func canNormalize(_ operand: Int, _ inputs: [TensorSpec], for device: DeviceTraits) -> Bool {
    operand == 0 && problem(inputs, for: device).canNormalize
  }
}

/// Tuning.
extension ConvolutionWithEpilogue {
  /// The source and the gate, if any.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    epilogue.gate == nil ? [0] : [0, epilogue.gateInput]
  }

  /// Without statistics of the result.
  public func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec]) {
    let plain = epilogue.with(nil)
    return (with(plain), Array(inputs.prefix(2 + plain.inputCount)))
  }
}
