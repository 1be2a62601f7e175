import Graphs
import Kernels

/// The launches of the GPU family for the forward pass and the input gradient.
extension ConvolutionGeometry {
  /// - Parameters:
  ///   - half: what is stored in half precision.
  ///   - tuning: `winograd` is 4 for Winograd's algorithm or 0 for none; `direct` 0 chooses the implicit
  ///     matrix product instead of the direct kernel; `tileRows`, `tileColumns` and `tileDepth` override
  ///     the product's tile.
  ///   - key: the key of these choices.
  func gpuLowering(
    _ direction: ConvolutionDirection, prologue: ConvolutionPrologue, epilogue: ConvolutionEpilogue,
    half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord, key: String
  ) -> Lowering {
    requireIntIndices(in: key)
    if let winograd = WinogradGPU(self, direction, for: device),
      tuning[key, "winograd"] ?? winograd.defaultPoints != 0
    {
      return winogradGPULowering(winograd, direction, prologue, epilogue, half, for: device)
    }
    if let tile = ConvolutionDirectTile(self, direction, for: device), tuning[key, "direct"] != 0 {
      let side = side(direction)
      return gpuLowering(
        .convolutionDirect, "convolutionDirect", tile.constants, direction, prologue, epilogue,
        half,
        for: device, tiles: tile.pixelTiles(side, batch: batch), blocks: tile.blocks(side),
        workItems: tile.workItems)
    }
    let product = product(direction)
    let tile = ConvolutionGPUTile(
      product, for: device, tunedRows: tuning[key, "tileRows"],
      tunedColumns: tuning[key, "tileColumns"], tunedKTile: tuning[key, "tileDepth"])
    return gpuLowering(
      .convolutionTiled, "convolutionTiled", tile.constants, direction, prologue, epilogue, half,
      for: device, tiles: tile.rowTiles(product), blocks: tile.columnTiles(product),
      workItems: tile.workItems)
  }

  /// One launch for the convolution, then those for its statistics.
  ///
  /// - Parameters:
  ///   - tile: the constants of the work-group's tile.
  ///   - tiles: tiles over the target pixels of each parity class, each of which stores a part of the
  ///     statistics.
  ///   - blocks: tiles across the target channels.
  private func gpuLowering(
    _ source: KernelSource, _ function: String, _ tile: [String: Int],
    _ direction: ConvolutionDirection, _ prologue: ConvolutionPrologue,
    _ epilogue: ConvolutionEpilogue, _ half: HalfOperands, for device: DeviceTraits, tiles: Int,
    blocks: Int, workItems: Int
  ) -> Lowering {
    let classStep = side(direction).classStep
    let statistics = epilogue.makeStatistics(
      of: result(direction), parts: tiles * classStep * classStep, half: half, for: device)
    let kernel = KernelSpecification(
      source, function,
      constants: gpuConstants(direction, prologue, epilogue, half, statistics, tile))
    return statistics.appended(
      to: Lowering([
        launch(
          kernel,
          arguments(
            weights: .input(1), after: prologue, epilogue,
            statistics: statistics.arguments(workspace: 0)),
          workGroups: tiles * blocks, direction, workItems: workItems)
      ]))
  }

  /// The weights' transform, then the convolution.
  private func winogradGPULowering(
    _ winograd: WinogradGPU, _ direction: ConvolutionDirection, _ prologue: ConvolutionPrologue,
    _ epilogue: ConvolutionEpilogue, _ half: HalfOperands, for device: DeviceTraits
  ) -> Lowering {
    let statistics = epilogue.makeStatistics(
      of: result(direction), parts: winograd.tileBlocks, half: half, for: device)
    let constants = gpuConstants(
      direction, prologue, epilogue, half, statistics, winograd.constants)
    let elements = device.elements(inChannels * outChannels)
    let weights = KernelLaunch(
      KernelSpecification(.winogradGPU, "winogradGPUWeights", constants: constants),
      [.input(1), .workspace(0)], global: elements.global, local: elements.local)
    let convolution = launch(
      KernelSpecification(.winogradGPU, "winogradGPU", constants: constants),
      arguments(
        weights: .workspace(0), after: prologue, epilogue,
        statistics: statistics.arguments(workspace: 1)),
      workGroups: winograd.workGroups, direction, workItems: WinogradGPU.workItems)
    return statistics.appended(
      to: Lowering([.kernel(weights), convolution], workspace: [winograd.packedBytes]))
  }

  private func gpuConstants(
    _ direction: ConvolutionDirection, _ prologue: ConvolutionPrologue,
    _ epilogue: ConvolutionEpilogue, _ half: HalfOperands, _ statistics: ConvolutionStatistics,
    _ tile: [String: Int]
  ) -> [String: Int] {
    let around = prologue.constants.merging(epilogue.constants) { $1 }
      .merging(statistics.constants) { $1 }.merging(epilogue.halfConstants(half)) { $1 }
    return constants.merging(around) { $1 }.merging(tile) { $1 }.merging(
      ["REVERSED": direction.reversed]) { $1 }
  }

  /// A launch of `workGroups` work-groups for each parity class, all along the first axis: devices limit
  /// the others to 65,535 work-groups.
  private func launch(
    _ kernel: KernelSpecification, _ arguments: [KernelLaunch.Argument], workGroups: Int,
    _ direction: ConvolutionDirection, workItems: Int
  ) -> Launch {
    let classStep = side(direction).classStep
    return .kernel(
      KernelLaunch(
        kernel, arguments, global: [workGroups * workItems, classStep * classStep],
        local: [workItems, 1]))
  }

  /// The forward pass or input gradient as an implicit matrix product: target pixels × target channels, for
  /// each parity class.
  func product(_ direction: ConvolutionDirection) -> ConvolutionGPUTile.Product {
    let side = side(direction)
    return ConvolutionGPUTile.Product(
      rows: batch * side.classHeight * side.classWidth, columns: side.targets,
      copies: side.classStep * side.classStep)
  }

  /// The filter gradient as an implicit matrix product: (ky, kx, ci) × co.
  ///
  /// A work-item loads one row, or four that are channels of one tap.
  var filterProduct: ConvolutionGPUTile.Product {
    ConvolutionGPUTile.Product(
      rows: kernelHeight * kernelWidth * inChannels, columns: outChannels, isSplit: true,
      loadedRows: inChannels % 4 == 0 ? 4 : 1)
  }

  /// Traps where a tensor has more elements than the 32-bit indices of the GPU family's kernels can address.
  func requireIntIndices(in operation: String) {
    precondition(
      max(image.count, features.count, kernel.count) <= Int32.max,
      "\(operation): a tensor has more than 2^31 - 1 elements")
  }
}
