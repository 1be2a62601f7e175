import Graphs
import Kernels

extension LSTMProblem {
  /// One launch for the forward recurrence; for the gradient, another before it that transposes the
  /// recurrent kernel.
  func gpuLowering(_ tiling: LSTMGPUTiling) -> Lowering {
    let stateBytes = tiling.stateIsLocal ? [] : [tiling.workGroups(batch) * tiling.stateBytes]
    switch direction {
    case .forward:
      let initial: [KernelLaunch.Argument] = hasInitialState ? [.input(2), .input(3)] : []
      let arguments: [KernelLaunch.Argument] =
        [.input(0), .input(1)] + initial + [.output(0), .output(1), .output(2)]
        + stateBytes.map { _ in .workspace(0) }
      return Lowering(
        [gpuRecurrence(.lstmGPU, "lstmGPU", tiling, arguments)], workspace: stateBytes,
        inPlace: inPlace)
    case .gradient:
      let transposed = KernelLaunch.Argument.workspace(0)
      let arguments: [KernelLaunch.Argument] =
        gradientArguments(packed: transposed) + stateBytes.map { _ in .workspace(1) }
      return Lowering(
        [
          .kernel(
            KernelSpecification(.lstmPacking, "lstmTransposing"),
            [.input(3), transposed, .int(Int32(units))], on: device.elements(4 * units * units)),
          gpuRecurrence(.lstmGPUGradient, "lstmGPUGradient", tiling, arguments),
        ],
        workspace: [16 * units * units] + stateBytes, inPlace: inPlace)
    }
  }

  private func gpuRecurrence(
    _ source: KernelSource, _ function: String, _ tiling: LSTMGPUTiling,
    _ arguments: [KernelLaunch.Argument]
  ) -> Launch {
    recurrence(
      source, function, rows: tiling.rows, width: 1, constants: tiling.constants,
      arguments: arguments, workItems: tiling.groupSize)
  }
}
