import Graphs

/// One of the three operations of a convolution: forward pass, input gradient, filter gradient.
protocol ConvolutionOperation: NormalizingReader {
  var direction: ConvolutionDirection { get }
  var epilogue: ConvolutionEpilogue { get }
  var groups: Int { get }

  /// The geometry of inputs, or nil where the shape rule refuses them.
  func geometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry?
}

extension ConvolutionOperation {
  /// The geometry of inputs that have passed the shape rule.
  func checkedGeometry(_ inputs: [TensorSpec]) -> ConvolutionGeometry {
    guard let geometry = geometry(inputs) else {
      preconditionFailure("\(name): \(self) does not fit the inputs \(inputs)")
    }
    return geometry
  }

  /// The weights' input channels in error messages.
  var expectedInputs: String { groups == 1 ? "in" : "in/\(groups)" }

  /// What follows the padding in error messages.
  var expectedGroups: String { groups == 1 ? "" : ", \(groups) groups of channels" }

  public func flops(_ inputs: [TensorSpec]) -> Int { checkedGeometry(inputs).flops }

  /// The problem without a prologue, half precision or measured choices.
  func problem(_ inputs: [TensorSpec], for device: DeviceTraits) -> ConvolutionProblem {
    let geometry = checkedGeometry(inputs)
    return ConvolutionProblem(
      geometry: geometry, direction: direction, device: device, key: "\(name) \(geometry.key)",
      epilogue: epilogue)
  }

  func lower(
    _ inputs: [TensorSpec], after prologue: ConvolutionPrologue, half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    var problem = problem(inputs, for: device)
    problem.prologue = prologue
    problem.half = half
    problem.tuning = tuning
    return problem.lowering
  }

  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    problem(inputs, for: device).tuningSpace
  }
}
