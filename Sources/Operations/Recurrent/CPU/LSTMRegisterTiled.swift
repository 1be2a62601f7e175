import Graphs
import Kernels

/// The forward recurrence on a CPU: packs the recurrent kernel, then each work-item computes all steps of a
/// few rows by register tiles; with a projection, its kernel is packed too.
///
/// Tuning choices: `rows`, `tileVectors`.
struct LSTMRegisterTiled: Algorithm {
  static let name = "registerTiled"
  static let supported: Set<LSTMProblem.Need> = [.projection, .hiddenAlone]

  private let problem: LSTMProblem
  private let tiling: LSTMCPUTiling

  static func axes(
    _ problem: LSTMProblem, unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    LSTMCPUTiling.axes(problem)
  }

  init(_ problem: LSTMProblem) {
    self.problem = problem
    tiling = LSTMCPUTiling(problem)
  }

  var lowering: Lowering {
    let kernel = problem.projectionInputs == nil ? 1 : 3
    let packed = KernelLaunch.Argument.workspace(0)
    let source: [KernelLaunch.Argument] =
      problem.projectionInputs == nil ? [.input(0)] : [.input(0), .workspace(1), .input(2)]
    let state: [KernelLaunch.Argument] =
      problem.hasInitialState ? [.input(kernel + 1), .input(kernel + 2)] : []
    let results = (0..<(problem.keepsState ? 3 : 1)).map { KernelLaunch.Argument.output($0) }
    let recurrence = tiling.recurrence(
      .lstm, "lstm",
      constants: [
        "INPUTS": problem.projectionInputs ?? 0, "KEEPS_STATE": problem.keepsState ? 1 : 0,
      ],
      arguments: source + [packed] + state + results)
    var packings = [tiling.packing(.input(kernel), into: packed)]
    var workspace = [tiling.packedBytes]
    if let inputs = problem.projectionInputs {
      packings.append(tiling.packing(.input(1), projectionInputs: inputs, into: .workspace(1)))
      workspace.append(tiling.packedBytes(k: inputs))
    }
    return Lowering(packings + [recurrence], workspace: workspace, inPlace: problem.inPlace)
  }
}
