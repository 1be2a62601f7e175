public import Graphs
import Kernels

extension LSTM {
  /// One launch computes all steps; on a CPU another packs the recurrent kernel before it.
  ///
  /// Tuning key: `lstm BxTxU`. Choices: `rows`, `tileVectors` (CPU), those of
  /// `LSTMGPUTiling` (GPU).
  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    guard device.family == .gpu else {
      return lowerForCPU(
        inputs, projectionInputs: nil, keepsState: true, for: device, tuning: tuning)
    }
    let tiling = tiling(inputs, device, tuning)
    let workspace = tiling.stateBytes.map { [$0] } ?? []
    let state: [KernelLaunch.Argument] = hasInitialState ? [.input(2), .input(3)] : []
    let results: [KernelLaunch.Argument] = [.output(0), .output(1), .output(2)]
    return Lowering(
      [
        tiling.recurrence(
          .lstmGPU, "lstmGPU", activation: recurrentActivation,
          hasInitialState: hasInitialState,
          arguments: [.input(0), .input(1)] + state + results
            + (workspace.isEmpty ? [] : [.workspace(0)]))
      ], workspace: workspace, inPlace: [.init(input: 0, output: 1)])
  }

  /// The launches of the CPU family.
  ///
  /// - Parameters:
  ///   - inputs: those of the recurrence.
  ///   - projectionInputs: the length of a row of x where x, the kernel and the bias of the projection
  ///     are the first inputs in place of the gates; else nil.
  ///   - keepsState: whether gates and cells are outputs.
  func lowerForCPU(
    _ inputs: [TensorSpec], projectionInputs: Int?, keepsState: Bool, for device: DeviceTraits,
    tuning: TuningRecord
  ) -> Lowering {
    let tiling = tiling(inputs, device, tuning)
    let kernel = projectionInputs == nil ? 1 : 3
    let packed = KernelLaunch.Argument.workspace(0)
    let source: [KernelLaunch.Argument] =
      projectionInputs == nil ? [.input(0)] : [.input(0), .workspace(1), .input(2)]
    let state: [KernelLaunch.Argument] =
      hasInitialState ? [.input(kernel + 1), .input(kernel + 2)] : []
    let results = (0..<(keepsState ? 3 : 1)).map { KernelLaunch.Argument.output($0) }
    let recurrence = tiling.recurrence(
      .lstm, "lstm", activation: recurrentActivation, hasInitialState: hasInitialState,
      constants: ["INPUTS": projectionInputs ?? 0, "KEEPS_STATE": keepsState ? 1 : 0],
      arguments: source + [packed] + state + results)
    let packings = [tiling.packing(.input(kernel), into: packed)]
    guard let projectionInputs else {
      return Lowering(
        packings + [recurrence], workspace: [tiling.packedBytes],
        inPlace: keepsState ? [.init(input: 0, output: 1)] : [])
    }
    return Lowering(
      packings + [
        tiling.packing(.input(1), projectionInputs: projectionInputs, into: .workspace(1)),
        recurrence,
      ],
      workspace: [tiling.packedBytes, tiling.packedBytes(k: projectionInputs)])
  }

  private func tiling(
    _ inputs: [TensorSpec], _ device: DeviceTraits, _ tuning: TuningRecord
  ) -> LSTMTiling {
    LSTMTiling(
      name, sequence: inputs[0].shape, units: inputs[1].shape[0], isForward: true, device, tuning)
  }
}

extension LSTMGradient {
  /// One launch packs the recurrent kernel, another computes all steps.
  ///
  /// Tuning key: `lstmGradient BxTxU`. Choices: `rows`, `tileVectors` (CPU), those of
  /// `LSTMGPUTiling` (GPU).
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
          isCPU ? .lstmGradient : .lstmGPUGradient,
          isCPU ? "lstmGradient" : "lstmGPUGradient",
          activation: recurrentActivation, hasInitialState: hasInitialState,
          arguments: operands + results),
      ],
      workspace: workspace,
      inPlace: [.init(input: 1, output: 0), .init(input: 2, output: 1)])
  }
}
