import Graphs
import Kernels

/// A matrix product by tensor cores, where the device's precision asks for them: operands rounded to TF32,
/// float32 accumulators.
///
/// Tuning key: that of the product followed by `tf32`. Choices: `tileRows` with `tileColumns`, and
/// `splits` of K.
struct MatrixProductMMA: Algorithm {
  static let name = "tensorCores"
  static let supported: Set<MatrixProductProblem.Need> = []

  private let problem: MatrixProductProblem
  private let tile: MMATile

  static func tuningKey(_ problem: MatrixProductProblem) -> String {
    MMATile.tuningKey(problem.key)
  }

  static func axes(
    _ problem: MatrixProductProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    MMATile.axes + [.init("splits", problem.extents.splits)]
  }

  /// The most splits: of K = 256 at least.
  private static func mostSplits(_ extents: GEMMExtents) -> Int { max(1, extents.k / 256) }

  init(_ problem: MatrixProductProblem) throws(Inapplicable) {
    self.problem = problem
    tile = try MMATile(
      problem.extents, splits: Self.mostSplits(problem.extents), for: problem.device,
      tuning: problem.tuning, key: Self.tuningKey(problem))
  }

  var lowering: Lowering {
    let (product, extents, device) = (problem.product, problem.extents, problem.device)
    let splits = tile.splitK(
      extents, most: Self.mostSplits(extents),
      tuned: problem.tuning[Self.tuningKey(problem), "splits"], for: device)
    let isSplit = splits.count > 1
    let target = isSplit ? KernelLaunch.Argument.workspace(0) : .output(0)
    let constants = [
      "M": extents.m, "N": extents.n, "K": extents.k, "SPLITS": splits.count,
      "K_PER_SPLIT": splits.kPerSplit,
    ].merging(product.epilogueConstants(!isSplit)) { $1 }.merging(
      tile.constants(
        rowsAlongK: !product.transposeFirst, columnsAlongK: product.transposeSecond, for: device)
    ) { $1 }
    let main = Launch.kernel(
      KernelSpecification(.matrixProductMMA, "matrixProductMMA", constants: constants),
      [.input(0), .input(1)] + (isSplit ? [] : product.epilogueArguments) + [target],
      on: tile.grid(extents.m, extents.n, layers: splits.count))
    guard isSplit else { return problem.appendingColumnSums(to: Lowering([main])) }
    let sum = product.sum(
      of: splits.count, in: target, rows: extents.m, columns: extents.n, for: device)
    return problem.appendingColumnSums(
      to: Lowering([main, sum], workspace: [splits.count * extents.m * extents.n * 4]))
  }
}
