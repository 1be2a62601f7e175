public import Graphs
import Kernels

extension LSTM {
  /// One launch walks all steps; on a CPU another packs the recurrent kernel before it.
  ///
  /// Tuning key: `lstm BxTxU`. Choices: `rows`, `tileVectors` (CPU), those of
  /// `LSTMGroupTiling` (GPU).
  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let tiling = LSTMTiling(
      name, sequence: inputs[0].shape, units: inputs[1].shape[0], isForward: true, device, tuning)
    let state: [KernelLaunch.Argument] = hasInitialState ? [.input(2), .input(3)] : []
    let results: [KernelLaunch.Argument] = [.output(0), .output(1), .output(2)]
    func recurrence(
      _ source: KernelSource, _ function: String, kernel: KernelLaunch.Argument,
      scratch: [KernelLaunch.Argument]
    ) -> Launch {
      tiling.recurrence(
        source, function, activation: recurrentActivation, hasInitialState: hasInitialState,
        arguments: [.input(0), kernel] + state + results + scratch)
    }
    let inPlace = [Lowering.Sharing(input: 0, output: 1)]
    switch device.family {
    case .cpu:
      return Lowering(
        [
          tiling.packing(.input(1), into: .workspace(0)),
          recurrence(.lstm, "lstm", kernel: .workspace(0), scratch: []),
        ], workspace: [tiling.packedBytes], inPlace: inPlace)
    case .gpu:
      let workspace = tiling.stateBytes.map { [$0] } ?? []
      return Lowering(
        [
          recurrence(
            .lstmGroups, "lstmGroups", kernel: .input(1),
            scratch: workspace.isEmpty ? [] : [.workspace(0)])
        ], workspace: workspace, inPlace: inPlace)
    }
  }
}

extension LSTMGradient {
  /// One launch packs the recurrent kernel, another walks all steps.
  ///
  /// Tuning key: `lstmGradient BxTxU`. Choices: `rows`, `tileVectors` (CPU), those of
  /// `LSTMGroupTiling` (GPU).
  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let tiling = LSTMTiling(
      name, sequence: inputs[0].shape, units: inputs[3].shape[0], isForward: false, device, tuning)
    let isCPU = device.family == .cpu
    let workspace = [tiling.packedBytes] + (tiling.stateBytes.map { [$0] } ?? [])
    let operands: [KernelLaunch.Argument] =
      [.input(0), .input(1), .input(2), .workspace(0)]
      + (hasInitialState ? [.input(4), .input(5)] : [])
    let results: [KernelLaunch.Argument] =
      [.output(0), .output(1)] + (hasInitialState ? [.output(2), .output(3)] : [])
      + (workspace.count > 1 ? [.workspace(1)] : [])
    return Lowering(
      [
        tiling.packing(.input(3), into: .workspace(0)),
        tiling.recurrence(
          isCPU ? .lstmGradient : .lstmGroupsGradient,
          isCPU ? "lstmGradient" : "lstmGroupsGradient",
          activation: recurrentActivation, hasInitialState: hasInitialState,
          arguments: operands + results),
      ],
      workspace: workspace,
      inPlace: [.init(input: 1, output: 0), .init(input: 2, output: 1)])
  }
}
