import Graphs
import Kernels

/// What the GPU family's algorithms in float32 share.
extension ConvolutionProblem {
  /// One launch for the forward pass or the input gradient, then those for its statistics.
  ///
  /// - Parameters:
  ///   - tile: the constants of the work-group's tile.
  ///   - tiles: tiles over the target pixels of each parity class, each of which stores a part of the
  ///     statistics.
  ///   - blocks: tiles across the target channels.
  func gpuLowering(
    _ source: KernelSource, _ function: String, tile: [String: Int], tiles: Int, blocks: Int,
    workItems: Int
  ) -> Lowering {
    requireIntIndices()
    let statistics = statistics(parts: tiles * side.classes)
    return statistics.appended(
      to: Lowering([
        gpuLaunch(
          KernelSpecification(
            source, function, constants: gpuConstants(statistics, tile: tile)),
          arguments(weights: .input(1), statistics: statistics.arguments(workspace: 0)),
          workGroups: tiles * blocks, workItems: workItems)
      ]))
  }

  func gpuConstants(
    _ statistics: ConvolutionStatistics, tile: [String: Int]
  ) -> [String: Int] {
    let around = prologue.constants.merging(epilogue.constants) { $1 }
      .merging(statistics.constants) { $1 }.merging(epilogue.halfConstants(half)) { $1 }
    return constants.merging(around) { $1 }.merging(tile) { $1 }
  }

  /// A launch of `workGroups` work-groups for each parity class, all along the first axis: devices limit
  /// the others to 65,535 work-groups.
  func gpuLaunch(
    _ kernel: KernelSpecification, _ arguments: [KernelLaunch.Argument], workGroups: Int,
    workItems: Int, executedFlops: Int? = nil
  ) -> Launch {
    .kernel(
      KernelLaunch(
        kernel, arguments, global: [workGroups * workItems, side.classes], local: [workItems, 1],
        executedFlops: executedFlops))
  }

  /// Traps where a tensor has more elements than the 32-bit indices of the GPU family's kernels can address.
  func requireIntIndices() {
    precondition(
      max(geometry.image.count, geometry.features.count, geometry.kernel.count) <= Int32.max,
      "\(key): a tensor has more than 2^31 - 1 elements")
  }
}
