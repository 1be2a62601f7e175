import Graphs
import Kernels

/// The gradient of the recurrence on a CPU: packs the transposed recurrent kernel, then each work-item goes
/// through all steps of a few rows by register tiles.
///
/// Tuning choices: `rows`, `tileVectors`.
struct LSTMGradientRegisterTiled: Algorithm {
  static let name = "registerTiled"
  static let supported: Set<LSTMProblem.Need> = []

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
    Lowering(
      [
        tiling.packing(.input(3), into: .workspace(0)),
        tiling.recurrence(
          .lstmGradient, "lstmGradient",
          arguments: problem.gradientArguments(packed: .workspace(0))),
      ],
      workspace: [tiling.packedBytes], inPlace: problem.inPlace)
  }
}
