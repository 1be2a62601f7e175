import Graphs
import Kernels

/// The filter gradient by tensor cores, where the device's precision asks for them: partial sums of slices
/// of the batch's pixels (split-K), then their sum.
///
/// Tuning key: that of the operation followed by `tf32`. Choices: `tileRows` with `tileColumns`, and
/// `slices`.
struct ConvolutionFilterMMA: ConvolutionAlgorithm {
  static let name = "tensorCores"
  static let supported: Set<ConvolutionProblem.Need> = []

  private let problem: ConvolutionProblem
  private let tile: MMATile

  static func tuningKey(_ problem: ConvolutionProblem) -> String {
    MMATile.tuningKey(problem.key)
  }

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    MMATile.axes + [.init("slices", [1, 2, 4, 8, 16, 32, 64, 128])]
  }

  private static func extents(_ geometry: ConvolutionGeometry) -> GEMMExtents {
    GEMMExtents(
      m: geometry.kernelHeight * geometry.kernelWidth * geometry.inChannels,
      n: geometry.outChannels, k: geometry.batch * geometry.outHeight * geometry.outWidth)
  }

  /// The most slices: of 256 pixels at least.
  private static func mostSlices(_ extents: GEMMExtents) -> Int { max(1, extents.k / 256) }

  init(_ problem: ConvolutionProblem) throws(Inapplicable) {
    self.problem = problem
    let extents = Self.extents(problem.geometry)
    tile = try MMATile(
      extents, splits: Self.mostSlices(extents), for: problem.device, tuning: problem.tuning,
      key: Self.tuningKey(problem))
    try ConvolutionMMA.checkChannels(problem.geometry)
  }

  var lowering: Lowering {
    let (geometry, device) = (problem.geometry, problem.device)
    let extents = Self.extents(geometry)
    let slices = tile.splitK(
      extents, most: Self.mostSlices(extents),
      tuned: problem.tuning[Self.tuningKey(problem), "slices"], for: device)
    let isSplit = slices.count > 1
    let target = isSplit ? KernelLaunch.Argument.workspace(0) : .output(0)
    let sizes = [
      "WEIGHT_ROWS": extents.m, "PIXEL_COUNT": extents.k, "SLICE_PIXELS": slices.kPerSplit,
    ]
    let constants = problem.constants.merging(sizes) { $1 }
      .merging(tile.constants(rowsAlongK: false, columnsAlongK: false, for: device)) { $1 }
    let product = Launch.kernel(
      KernelSpecification(.convolutionFilterMMA, "convolutionFilterMMA", constants: constants),
      [.input(0), .input(1), target],
      on: tile.grid(extents.m, extents.n, layers: slices.count))
    guard isSplit else { return Lowering([product]) }
    let sum = MatrixProduct().sum(
      of: slices.count, in: target, rows: extents.m, columns: extents.n, for: device)
    return Lowering([product, sum], workspace: [slices.count * geometry.kernel.count * 4])
  }
}
