import Basics
import Graphs
import Kernels

/// The forward pass or the input gradient in groups on a CPU, by register tiles of target pixels and
/// channels: packs the weights, then convolves.
///
/// Tuning key: that of the operation followed by `grouped`. Choice: `pixels` of a tile.
struct ConvolutionGrouped: ConvolutionAlgorithm {
  static let name = "grouped"
  static let supported: Set<ConvolutionProblem.Need> = [.epilogue, .groups]

  private let problem: ConvolutionProblem
  private let lanes: ConvolutionGroupLanes
  /// Neighbouring target pixels of a tile.
  private let pixels: Int
  /// Tiles along a row of (one class of) target pixels.
  private let columnTiles: Int

  static func tuningKey(_ problem: ConvolutionProblem) -> String { problem.groupedKey }

  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let most = min(problem.side.classWidth, mostPixels(lanes(problem), problem.device))
    return [.init("pixels", (1...most).reversed().prefix(8))]
  }

  private static func lanes(_ problem: ConvolutionProblem) -> ConvolutionGroupLanes {
    ConvolutionGroupLanes(problem.side, vectorWidth: problem.device.vectorWidth, mostVectors: 2)
  }

  /// As many as have accumulators in the registers, of which there are 32 of 16 lanes, else 16.
  private static func mostPixels(_ lanes: ConvolutionGroupLanes, _ device: DeviceTraits) -> Int {
    device.vectorWidth == 16 ? 14 : (lanes.areSpread ? 10 : 12) / lanes.vectors
  }

  init(_ problem: ConvolutionProblem) {
    self.problem = problem
    lanes = Self.lanes(problem)
    let (width, most) = (problem.side.classWidth, Self.mostPixels(lanes, problem.device))
    // Tiles of equal size.
    let ruled = width.dividedRoundingUp(by: width.dividedRoundingUp(by: most))
    pixels = problem.tuning[Self.tuningKey(problem), "pixels"].map { max(1, $0) } ?? ruled
    columnTiles = width.dividedRoundingUp(by: pixels)
  }

  var lowering: Lowering {
    let side = problem.side
    let tiles = columnTiles * side.classHeight * problem.geometry.batch
    let windowPitch = side.windowWidth * lanes.tapRows * lanes.lanes
    let packed = side.classes * lanes.blocks * side.windowHeight * windowPitch
    let statistics = problem.statistics(parts: tiles * side.classes)
    let constants = problem.constants.merging(lanes.constants) { $1 }
      .merging(problem.epilogue.constants) { $1 }.merging(statistics.constants) { $1 }
      .merging(["PIXELS": pixels, "COLUMN_TILES": columnTiles, "WINDOW_PITCH": windowPitch]) { $1 }
      .merging(["VECTORS_ALONG_K": 0, "SHARED_BROADCAST": 0]) { $1 }
    func launch(
      _ function: String, _ arguments: [KernelLaunch.Argument], global: [Int]
    ) -> Launch {
      .kernel(
        KernelLaunch(
          KernelSpecification(.convolutionGrouped, function, constants: constants), arguments,
          global: global, local: [1, 1, 1]))
    }
    return statistics.appended(
      to: Lowering(
        [
          launch(
            "convolutionGroupedWeights", [.input(1), .workspace(0)],
            global: [side.windowHeight * side.windowWidth, lanes.blocks, side.classes]),
          launch(
            "convolutionGrouped",
            problem.arguments(
              weights: .workspace(0), statistics: statistics.arguments(workspace: 1)),
            global: [tiles, lanes.blocks, side.classes]),
        ],
        workspace: [packed * 4]))
  }
}
