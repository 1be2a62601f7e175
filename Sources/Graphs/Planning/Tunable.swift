import Basics

/// An operation with choices that `continuum tune` can measure.
package protocol Tunable: Operation {
  /// The choices for inputs of these shapes on a device; nil where there are none.
  ///
  /// `lower` reads them from the record under the space's key. Any combination of the listed values must
  /// give the operation's result.
  func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace?

  /// The inputs whose first dimension is the batch, or rows that are computed in the same way.
  ///
  /// For a batch of equal chunks, each output must consist of equal chunks along its first dimension, or
  /// be the sum of the chunks' outputs. The check of a candidate relies on this where the host's oracle
  /// would be too slow for the whole batch.
  func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int>

  /// The operation with its inputs as it is measured: without additional outputs for a reader of its
  /// result, and without recomputation of an operand as it is loaded. Other uses of the same shapes have
  /// neither, and with them a batch of equal chunks need not give equal chunks or their sum.
  func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec])
}

extension Tunable {
  package func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec])
  {
    (self, inputs)
  }

  /// A fingerprint of the kernels that the operation's own rule chooses, made of their code and their
  /// numbers of work-items: measurements with other kernels may not hold for these. Comments and layout
  /// do not matter.
  package func implementation(_ inputs: [TensorSpec], for device: DeviceTraits) -> String {
    let measured = unprepared(inputs)
    let lowering = measured.operation.lower(
      measured.inputs, for: device, tuning: TuningRecord())
    let launches = lowering.launches.map { launch in
      switch launch {
      case .kernel(let launch):
        "\(launch.kernel.source.canonicalCode) \(launch.kernel.function) \(launch.global) "
          + "\(launch.local)"
      case .gemm: "library"
      }
    }
    return String(stableHash64(launches.joined(separator: "\n")), radix: 16)
  }
}

extension Plan {
  /// The keys of the plan's operations that have choices, each once.
  public var tuningKeys: Set<String> {
    Set(
      steps.compactMap { step in
        (step.operation as? any Tunable)?.tuningSpace(described(step.inputs), for: device)?.key
      })
  }
}
