import Graphs

/// A matrix product on a GPU by the matrix library, then a launch for the epilogue, if there is one.
///
/// Tuning choice: `library`, 1 for this algorithm. It is measured after the tiles of `MatrixProductGPU`.
struct MatrixProductLibrary: Algorithm {
  static let name = "library"
  static let supported: Set<MatrixProductProblem.Need> = []

  /// The time in which the matrix library compiles its kernels, measured on a CPU device; on GPUs it
  /// is shorter.
  private static let seconds = 10.0

  static let axis = TuningSpace.Axis("library", [0, 1], preparation: seconds)

  private let problem: MatrixProductProblem

  init(_ problem: MatrixProductProblem) throws(Inapplicable) {
    guard problem.tuned("library") == 1 else {
      throw Inapplicable("no tuning record says library = 1")
    }
    self.problem = problem
  }

  var lowering: Lowering {
    let (product, extents) = (problem.product, problem.extents)
    let isPlain = product.epilogueInputs == 0 && product.activation == .identity
    let target = isPlain ? KernelLaunch.Argument.output(0) : .workspace(0)
    let main = Launch.gemm(
      LibraryProduct(
        m: extents.m, n: extents.n, k: extents.k, transposeFirst: product.transposeFirst,
        transposeSecond: product.transposeSecond, first: .input(0), second: .input(1),
        result: target))
    guard !isPlain else { return problem.appendingColumnSums(to: Lowering([main])) }
    let epilogue = product.sum(
      of: 1, in: target, rows: extents.m, columns: extents.n, for: problem.device)
    return Lowering([main, epilogue], workspace: [extents.m * extents.n * 4])
  }
}
