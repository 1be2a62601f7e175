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
  /// The same convolution with these parts of an epilogue; it keeps its bias unless told otherwise.
  func with(
    hasBias: Bool? = nil, activation: Activation = .identity, gate: Activation? = nil
  ) -> Self {
    with(
      ConvolutionEpilogue(
        hasBias: hasBias ?? epilogue.hasBias, activation: activation, gate: gate))
  }

  /// The convolution with the moments of its result, for a batch normalisation that reads it.
  func computingMoments(for reader: BatchNormalization) -> Prepared {
    Prepared(
      with(epilogue.with(.moments(epsilon: reader.epsilon))), taking: [1],
      reader: Normalize(
        epsilon: reader.epsilon, activation: reader.activation, isScaled: true),
      inputs: [.own(0), .output(3), .own(2), .output(1)], outputs: [1, 2])
  }

  /// The convolution with the sums that a gradient of batch normalisation needs of it.
  func computingSums(for reader: BatchNormalizationGradient) -> Prepared {
    Prepared(
      with(epilogue.with(.gradientSums(reader))),
      taking: Array(1...BatchNormalizationGradient.Operands.count),
      reader: BatchNormalizationInputGradient(activation: reader.activation),
      inputs: [.own(0), .own(1), .own(4), .own(3), .output(3)], outputs: [1, 2])
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
