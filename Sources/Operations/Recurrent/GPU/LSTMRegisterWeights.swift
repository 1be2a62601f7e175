import Graphs

/// Either direction of the recurrence on a GPU, with the recurrent weights in registers.
///
/// Tuning choices: `group`, `rows`, `weights` (1: this algorithm) and `localState`.
struct LSTMRegisterWeights: Algorithm {
  static let name = "registerWeights"
  static let supported: Set<LSTMProblem.Need> = []

  private let problem: LSTMProblem
  private let tiling: LSTMGPUTiling

  /// They are those of all three algorithms, among which `weights` chooses.
  static func axes(
    _ problem: LSTMProblem, unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    LSTMGPUTiling.axes(problem)
  }

  init(_ problem: LSTMProblem) throws(Inapplicable) {
    self.problem = problem
    tiling = try LSTMGPUTiling(problem, weights: .registers)
  }

  var lowering: Lowering { problem.gpuLowering(tiling) }
}
