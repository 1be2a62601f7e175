import Basics

/// An operation with choices that `continuum tune` can measure.
public protocol Tunable: Operation {
  /// What there is to choose for inputs of these shapes on a device; nil for nothing.
  ///
  /// `lower` reads the choices from the record under the space's key. Any combination of the listed
  /// values must give the operation's result.
  func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace?

  /// The inputs whose first dimension is the batch, or rows that are computed alike.
  ///
  /// A batch of equal parts must give, for each output, equal parts along its first dimension, or
  /// the sum of what the parts give. The check of a candidate rests on this where the host's oracle
  /// would be too slow for the whole batch.
  func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int>

  /// The operation with its inputs as it is measured: without further outputs for a reader of its
  /// result, and without what is computed again while an operand is loaded. Other uses of the same
  /// shapes do without them, and a batch of equal parts need not give equal parts or sums of them.
  func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec])
}

extension Tunable {
  public func unprepared(_ inputs: [TensorSpec]) -> (operation: any Tunable, inputs: [TensorSpec]) {
    (self, inputs)
  }

  /// A name for the kernels that the operation's own rule chooses, made of their code and their numbers
  /// of work-items: what was measured with others may not hold for these. Comments and layout do not
  /// matter.
  public func implementation(_ inputs: [TensorSpec], for device: DeviceTraits) -> String {
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
  /// The keys of the operations in the plan that have something to choose, each once.
  public var tuningKeys: Set<String> {
    Set(
      steps.compactMap { step in
        (step.operation as? any Tunable)?.tuningSpace(described(step.inputs), for: device)?.key
      })
  }
}
