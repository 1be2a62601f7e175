import Basics
import Graphs
import Kernels

/// Any matrix product on a CPU: packs panels of both operands where that pays, and computes register tiles;
/// K is split where there are fewer work-items than cores.
///
/// Tuning choices: `splits`, `tileRows`, `group`, `depthBlock`. Any entry also selects this algorithm.
struct MatrixProductPacked: Algorithm {
  static let name = "packed"
  static let supported: Set<MatrixProductProblem.Need> = []

  private let problem: MatrixProductProblem
  private let tiling: MatrixProductCPUTiling

  static func axes(
    _ problem: MatrixProductProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let (extents, device) = (problem.extents, problem.device)
    let heights = device.vectorWidth >= 16 ? 6...14 : 2...6
    let microPanels = extents.n.dividedRoundingUp(by: 2 * device.vectorWidth)
    return [
      .init("tileRows", heights.reversed().filter { $0 <= max(extents.m, heights.lowerBound) }),
      .init("splits", extents.splits.filter { $0 <= 4 * device.computeUnits }),
      .init("group", [1, 2, 4, 8, 16, 32].filter { $0 <= microPanels }),
      .init("depthBlock", [64, 96, 128, 192, 256, 384].filter { $0 == 64 || $0 < 2 * extents.k }),
    ]
  }

  init(_ problem: MatrixProductProblem) {
    self.problem = problem
    let product = problem.product
    tiling = MatrixProductCPUTiling(
      problem.extents, transposeFirst: product.transposeFirst,
      transposeSecond: product.transposeSecond, problem.device, problem.tuning, problem.key)
  }

  /// One launch, with the sums of B's columns; where K is split, one that adds partial products, and one
  /// for the sums.
  var lowering: Lowering {
    guard tiling.splits > 1 else {
      return Lowering([
        launch(
          withEpilogue: true, output: .output(0),
          columnSums: problem.hasColumnSums ? .output(1) : nil)
      ])
    }
    let (m, n) = (problem.extents.m, problem.extents.n)
    let partial = KernelLaunch.Argument.workspace(0)
    let sum = problem.product.sum(
      of: tiling.splits, in: partial, rows: m, columns: n, for: problem.device)
    return problem.appendingColumnSums(
      to: Lowering(
        [launch(withEpilogue: false, output: partial), sum],
        workspace: [tiling.splits * m * n * 4]))
  }

  /// - Parameter columnSums: where the sums of B's columns go.
  private func launch(
    withEpilogue: Bool, output: KernelLaunch.Argument, columnSums: KernelLaunch.Argument? = nil
  ) -> Launch {
    let product = problem.product
    var flags = product.cpuFlags(withEpilogue: withEpilogue)
    if columnSums != nil { flags.insert(.columnSums) }
    let constants = product.cpuConstants(withEpilogue: withEpilogue)
      .merging(tiling.constants) { $1 }
    return .kernel(
      KernelLaunch(
        KernelSpecification(.matrixProduct, "matrixProduct", constants: constants),
        product.cpuOperands + [output, columnSums ?? output]
          + (tiling.arguments + [flags.rawValue]).map { .int(Int32($0)) },
        global: tiling.global, local: [1, 1, 1]))
  }
}
