import Graphs

/// Either direction of the recurrence on a GPU, with the recurrent weights in local memory.
///
/// Tuning choices: those of `LSTMRegisterWeights`, `weights` = 2 for this algorithm.
struct LSTMLocalWeights: Algorithm {
  static let name = "localWeights"
  static let supported: Set<LSTMProblem.Need> = []

  private let problem: LSTMProblem
  private let tiling: LSTMGPUTiling

  init(_ problem: LSTMProblem) throws(Inapplicable) {
    self.problem = problem
    tiling = try LSTMGPUTiling(problem, weights: .local)
  }

  var lowering: Lowering { problem.gpuLowering(tiling) }
}
