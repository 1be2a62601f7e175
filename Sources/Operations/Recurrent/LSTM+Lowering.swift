public import Graphs

extension LSTM {
  /// The launches for a device, of the first algorithm in `LSTMProblem.algorithms` that applies. One of
  /// them computes all steps.
  ///
  /// Tuning key: `lstm BxTxU`. Choices: `rows`, `tileVectors` (CPU), those of `LSTMGPUTiling` (GPU).
  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    var problem = LSTMProblem(self, inputs, for: device)
    problem.tuning = tuning
    return problem.lowering
  }
}

extension LSTMGradient {
  /// The launches for a device, of the first algorithm in `LSTMProblem.algorithms` that applies: one packs
  /// the recurrent kernel, another computes all steps.
  ///
  /// Tuning key: `lstmGradient BxTxU`. Choices: `rows`, `tileVectors` (CPU), those of `LSTMGPUTiling`
  /// (GPU).
  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    var problem = LSTMProblem(self, inputs, for: device)
    problem.tuning = tuning
    return problem.lowering
  }
}
