import Graphs
import Operations
import Testing

extension ConvolutionCase {
  /// How a device computes a direction.
  ///
  /// - Parameter choices: those of the tuning record.
  func lowering(
    _ direction: Direction, on device: DeviceTraits, choices: [String: Int] = [:]
  ) throws -> Lowering {
    let operation = operation(direction)
    return operation.lower(
      try operands(direction).map { TensorSpec($0) }, for: device,
      tuning: choices.isEmpty ? TuningRecord() : try tuning(operation.name, choices))
  }
}

extension Lowering {
  /// The launch of a kernel function.
  func launch(
    of function: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> KernelLaunch {
    let kernels = launches.compactMap { launch -> KernelLaunch? in
      if case .kernel(let kernel) = launch { kernel } else { nil }
    }
    return try #require(
      kernels.first { $0.kernel.function == function }, "no \(function)",
      sourceLocation: sourceLocation)
  }
}

/// Expects a kernel to be compiled with these constants, among others.
func expect(
  _ expected: [String: Int], in launch: KernelLaunch,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (name, value) in expected {
    let found = launch.kernel.constants[name]
    #expect(found == value, "\(name)", sourceLocation: sourceLocation)
  }
}
