import Basics
import Graphs
import Kernels

/// The forward pass or the input gradient on a CPU by register tiles of target pixels and channels: packs
/// the weights, then convolves.
///
/// Tuning choices: `vectors` and `pixels` of a tile.
struct ConvolutionRegisterTiled: ConvolutionAlgorithm {
  static let name = "direct"
  static let supported: Set<ConvolutionProblem.Need> = [.epilogue]

  private let problem: ConvolutionProblem
  private let tile: ConvolutionTile

  /// Vectors of target channels, then pixels whose accumulators fit the registers. They are measured for
  /// every algorithm before this one too.
  static func axes(
    _ problem: ConvolutionProblem,
    unless isUnused: @escaping @Sendable ([String: Int]) -> Bool
  ) -> [TuningSpace.Axis] {
    let (side, width) = (problem.side, problem.device.vectorWidth)
    let tile = ConvolutionTile(problem.geometry, problem.direction, vectorWidth: width)
    let widest = tile.vectorsAlongK ? 1 : min(4, side.targets.dividedRoundingUp(by: width))
    // A few more than there are registers: the compiler may still find room.
    let accumulators = width == 16 ? 28 : 12
    return [
      .init("vectors", tile.vectorsAlongK ? [] : Array(1...widest)),
      .init("pixels") { chosen in
        let limit =
          tile.vectorsAlongK
          ? 24 / tile.lanes : min(14, accumulators / (chosen["vectors"] ?? tile.vectors))
        let most = max(1, min(side.classWidth, limit))
        return Array(stride(from: most, through: 1, by: -1).prefix(8))
      },
    ]
  }

  init(_ problem: ConvolutionProblem) {
    self.problem = problem
    tile = ConvolutionTile(
      problem.geometry, problem.direction, vectorWidth: problem.device.vectorWidth,
      tunedPixels: problem.tuned("pixels").map { max(1, $0) },
      tunedVectors: problem.tuned("vectors"))
  }

  var lowering: Lowering {
    let statistics = problem.statistics(
      parts: tile.vectorsAlongK ? nil : tile.parts(batch: problem.geometry.batch))
    return statistics.appended(
      to: Lowering(
        [.kernel(packing), .kernel(product(statistics))], workspace: [tile.packedBytes]))
  }

  private var packing: KernelLaunch {
    let (geometry, side) = (problem.geometry, problem.side)
    let sizes = [
      geometry.kernelHeight, geometry.kernelWidth, side.sources, side.targets, side.classStep,
      problem.direction.reversed, tile.vectorsAlongK ? 1 : 0, tile.sharesBroadcasts ? 1 : 0,
      tile.sharesBroadcasts ? side.pixelStep : 1, tile.lanes, tile.windowPitch,
    ]
    return KernelLaunch(
      KernelSpecification(.convolutionWeightPacking, "convolutionWeightPacking"),
      [.input(1), .workspace(0)] + sizes.map { .int(Int32($0)) },
      global: [tile.windowHeight, tile.blocks, tile.classes], local: [1, 1, 1])
  }

  private func product(_ statistics: ConvolutionStatistics) -> KernelLaunch {
    let constants = problem.constants.merging(tile.constants) { $1 }
      .merging(problem.epilogue.constants) { $1 }.merging(statistics.constants) { $1 }
    let kernel =
      problem.direction == .forward
      ? KernelSpecification(.convolutionForward, "convolutionForward", constants: constants)
      : KernelSpecification(
        .convolutionInputGradient, "convolutionInputGradient", constants: constants)
    return KernelLaunch(
      kernel,
      problem.arguments(
        weights: .workspace(0), statistics: statistics.arguments(workspace: 1)),
      global: [tile.columnTiles * tile.rows * problem.geometry.batch, tile.blocks, tile.classes],
      local: [1, 1, 1])
  }
}
