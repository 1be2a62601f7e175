public import Graphs

extension LSTM: Tunable {
  package func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    LSTMProblem(self, inputs, for: device).tuningSpace
  }

  /// The projected gates and the initial state.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    hasInitialState ? [0, 2, 3] : [0]
  }
}

extension LSTMGradient: Tunable {
  package func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    LSTMProblem(self, inputs, for: device).tuningSpace
  }

  /// All but the recurrent kernel.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    hasInitialState ? [0, 1, 2, 4, 5] : [0, 1, 2]
  }
}
