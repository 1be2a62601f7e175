import Graphs
import Kernels

/// The forward pass or the input gradient by tensor cores, where the device's precision asks for them.
///
/// Tuning key: that of the operation followed by `tf32`. Choices: `tileRows` with `tileColumns`.
struct ConvolutionMMA: ConvolutionAlgorithm {
  static let name = "tensorCores"
  static let supported: Set<ConvolutionProblem.Need> = [.epilogue]

  private let problem: ConvolutionProblem
  private let tile: MMATile

  static func tuningKey(_ problem: ConvolutionProblem) -> String {
    MMATile.tuningKey(problem.key)
  }

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    MMATile.axes
  }

  private static func extents(_ problem: ConvolutionProblem) -> GEMMExtents {
    let side = problem.side
    return GEMMExtents(
      m: problem.geometry.batch * side.classHeight * side.classWidth, n: side.targets,
      k: side.windowHeight * side.windowWidth * side.sources)
  }

  /// Both channel counts are multiples of 4 and at least 8.
  static func checkChannels(_ geometry: ConvolutionGeometry) throws(Inapplicable) {
    for channels in [geometry.inChannels, geometry.outChannels]
    where channels < 8 || !channels.isMultiple(of: 4) {
      throw Inapplicable("\(channels) channels, needs multiples of 4 and at least 8")
    }
  }

  init(_ problem: ConvolutionProblem) throws(Inapplicable) {
    self.problem = problem
    tile = try MMATile(
      Self.extents(problem), layers: problem.side.classes, for: problem.device,
      tuning: problem.tuning, key: Self.tuningKey(problem))
    try Self.checkChannels(problem.geometry)
  }

  var lowering: Lowering {
    let extents = Self.extents(problem)
    let constants = problem.constants.merging(problem.epilogue.constants) { $1 }
      .merging(["CLASS_PIXELS": extents.m]) { $1 }
      .merging(
        tile.constants(
          rowsAlongK: true, columnsAlongK: problem.direction == .inputGradient,
          for: problem.device)
      ) { $1 }
    let product = Launch.kernel(
      KernelSpecification(.convolutionMMA, "convolutionMMA", constants: constants),
      problem.arguments(weights: .input(1)),
      on: tile.grid(extents.m, extents.n, layers: problem.side.classes))
    return problem.statistics(parts: nil).appended(to: Lowering([product]))
  }
}
