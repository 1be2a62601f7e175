import Basics
import Graphs
import Kernels

/// The filter gradient in groups on a CPU, by register tiles of weights: partial sums of slices of the
/// batch (split-K), then their sum.
///
/// Tuning key: that of the operation followed by `grouped`. Choice: `slices`.
struct ConvolutionGroupedFilter: ConvolutionAlgorithm {
  static let name = "grouped"
  static let supported: Set<ConvolutionProblem.Need> = [.groups]

  /// Floats of a staged row of the image, at most, unless a single pixel needs more.
  private static let stagedFloats = 4_096

  private let problem: ConvolutionProblem
  private let lanes: ConvolutionGroupLanes
  /// Taps of a register tile where lanes are spread, else 1.
  private let tileTaps: Int
  /// Accumulators of a register tile.
  private let tile: Int
  /// Register tiles of a kernel row.
  private let tiles: Int
  private let slices: Int

  static func tuningKey(_ problem: ConvolutionProblem) -> String { problem.groupedKey }

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let (batch, units) = (problem.geometry.batch, problem.device.computeUnits)
    return [.init("slices", [1, 2, 4, 8].map { $0 * units }.filter { $0 <= batch })]
  }

  init(_ problem: ConvolutionProblem) {
    self.problem = problem
    let (geometry, device) = (problem.geometry, problem.device)
    lanes = ConvolutionGroupLanes(
      problem.side, vectorWidth: device.vectorWidth, mostVectors: 1)
    // As many accumulators as fit the registers, in tiles of equal size.
    let limit = device.vectorWidth == 16 ? 14 : 10
    let unit = lanes.areSpread ? lanes.tapRows : 1
    let units = geometry.kernelWidth * lanes.tapRows / unit
    tiles = units.dividedRoundingUp(by: max(1, limit / unit))
    let tileUnits = units.dividedRoundingUp(by: tiles)
    tile = tileUnits * unit
    tileTaps = lanes.areSpread ? tileUnits : 1
    let wanted =
      problem.tuning[Self.tuningKey(problem), "slices"]
      ?? (2 * device.computeUnits).dividedRoundingUp(by: lanes.blocks)
    slices = max(1, min(geometry.batch, wanted))
  }

  var lowering: Lowering {
    let geometry = problem.geometry
    let chunk = max(
      1, min(geometry.outWidth, Self.stagedFloats / (geometry.stride * lanes.sources)))
    let columns = (chunk - 1) * geometry.stride + geometry.kernelWidth
    // The last tile of a row may extend beyond the kernel.
    let slack = lanes.areSpread ? tileTaps * lanes.lanes : tile
    let rowTiles = geometry.kernelHeight * tiles
    let constants = problem.constants.merging(lanes.constants) { $1 }
      .merging([
        "TILE": tile, "TILE_TAPS": tileTaps, "TILES": tiles, "SLICES": slices, "CHUNK": chunk,
        "STAGED": columns * lanes.sources + slack,
      ]) { $1 }
    func launch(
      _ function: String, _ arguments: [KernelLaunch.Argument], global: [Int]
    ) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(.convolutionGroupedFilter, function, constants: constants),
          arguments, global: global, local: [1, 1]))
    }
    return Lowering(
      [
        launch(
          "convolutionGroupedFilter", [.input(0), .input(1), .workspace(0)],
          global: [slices, lanes.blocks]),
        launch(
          "convolutionGroupedFilterReduction", [.workspace(0), .output(0)],
          global: [geometry.kernel.rows, lanes.blocks]),
      ],
      workspace: [slices * lanes.blocks * rowTiles * tile * lanes.lanes * 4])
  }
}
