import Graphs

/// Either direction of the recurrence on a GPU, with the recurrent weights in global memory, read in
/// every step; for as many units as there are.
///
/// Tuning choices: those of `LSTMRegisterWeights`, `weights` = 0 for this algorithm, which also replaces
/// the one that a record asks for where its weights do not fit.
struct LSTMGlobalWeights: Algorithm {
  static let name = "globalWeights"
  static let supported: Set<LSTMProblem.Need> = []

  private let problem: LSTMProblem
  private let tiling: LSTMGPUTiling

  init(_ problem: LSTMProblem) throws(Inapplicable) {
    self.problem = problem
    tiling = try LSTMGPUTiling(problem, weights: .global)
  }

  var lowering: Lowering { problem.gpuLowering(tiling) }
}
