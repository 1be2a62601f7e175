public import Graphs

extension LSTM: Tunable {
  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    LSTMTiling.space(name, sequence: inputs[0].shape, units: inputs[1].shape[0], device)
  }

  /// The projected gates and the initial state.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    hasInitialState ? [0, 2, 3] : [0]
  }
}

extension LSTMGradient: Tunable {
  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    LSTMTiling.space(name, sequence: inputs[0].shape, units: inputs[3].shape[0], device)
  }

  /// All but the recurrent kernel.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    hasInitialState ? [0, 1, 2, 4, 5] : [0, 1, 2]
  }
}

extension LSTMTiling {
  /// On a CPU the rows of the batch in one work-item and the vectors in a row of a register tile; on a
  /// GPU the work-groups, and where the weights and a step's state are kept.
  fileprivate static func space(
    _ name: String, sequence: Shape, units: Int, _ device: DeviceTraits
  ) -> TuningSpace {
    let key = "\(name) \(sequence[0])x\(sequence[1])x\(units)"
    switch device.family {
    case .cpu:
      let limit = device.vectorWidth >= 16 ? 12 : 6
      return TuningSpace(
        key: key,
        [
          .init("rows", (1...limit).reversed().filter { $0 <= sequence[0] }),
          .init("tileVectors", 1...4),
        ])
    case .gpu:
      return TuningSpace(
        key: key, LSTMGPUTiling.axes(batch: sequence[0], units: units, device))
    }
  }
}
