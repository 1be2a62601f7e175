public import Graphs
import Kernels

extension ConvolutionFilterGradient {
  /// Partial sums of slices, then their sum; `slices` and `chunkRows` in the record override the
  /// CPU family's rule, `slices` the GPU family's; `winograd` chooses the kernel.
  public func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    guard let geometry = geometry(inputs) else { return Lowering([]) }
    let key = "\(name) \(geometry.key)"
    switch device.family {
    case .cpu:
      if let points = geometry.winogradPoints(device, tuning, key, rule: 6) {
        return geometry.winogradFilterLowering(
          points: points, for: device, tunedSlices: tuning[key, "slices"])
      }
      let tile = ConvolutionFilterTile(
        geometry, vectorWidth: device.vectorWidth, computeUnits: device.computeUnits,
        tunedSlices: tuning[key, "slices"], tunedRows: tuning[key, "chunkRows"])
      return Self.lowering(geometry, tile)
    case .gpu:
      return Self.tiledLowering(geometry, for: device, tunedSlices: tuning[key, "slices"])
    }
  }

  private static func lowering(
    _ geometry: ConvolutionGeometry, _ tile: ConvolutionFilterTile
  ) -> Lowering {
    let constants = geometry.constants.merging(tile.constants) { $1 }
    func kernel(_ function: String) -> KernelSpecification {
      KernelSpecification(.convolutionFilterGradient, function, constants: constants)
    }
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            kernel("convolutionFilterGradient"),
            [.input(0), .input(1), .workspace(0), .workspace(1)],
            global: [tile.slices, tile.blocks], local: [1, 1])),
        .kernel(
          KernelLaunch(
            kernel("convolutionFilterReduction"), [.workspace(0), .output(0)],
            global: [tile.tiles, tile.blocks], local: [1, 1])),
      ],
      workspace: [tile.partialBytes, tile.stagingBytes])
  }

  private static func tiledLowering(
    _ geometry: ConvolutionGeometry, for device: DeviceTraits, tunedSlices: Int?
  ) -> Lowering {
    let weights = geometry.kernelHeight * geometry.kernelWidth * geometry.inChannels
    let rows = weights > 32 ? 64 : 32
    let columns = ConvolutionGeometry.tileColumns(for: geometry.outChannels)
    let rowTiles = (weights + rows - 1) / rows
    let columnTiles = (geometry.outChannels + columns - 1) / columns
    let pixels = geometry.batch * geometry.outHeight * geometry.outWidth
    // Some groups for every compute unit, but no slice of less than 16 slabs of 16 pixels.
    let wanted = (8 * device.computeUnits + rowTiles * columnTiles - 1) / (rowTiles * columnTiles)
    let slices = max(1, min(tunedSlices ?? wanted, (pixels + 255) / 256))
    let constants = geometry.constants.merging(
      ["SLICES": slices, "TILE_ROWS": rows, "TILE_COLUMNS": columns]) { $1 }
    func kernel(_ function: String) -> KernelSpecification {
      KernelSpecification(.convolutionFilterTiled, function, constants: constants)
    }
    let reduction = device.elements(geometry.kernel.count)
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            kernel("convolutionFilterTiled"), [.input(0), .input(1), .workspace(0)],
            global: [columnTiles * 16, rowTiles * 16, slices], local: [16, 16, 1])),
        .kernel(
          KernelLaunch(
            kernel("convolutionFilterTiledReduction"), [.workspace(0), .output(0)],
            global: reduction.global, local: reduction.local)),
      ],
      workspace: [slices * geometry.kernel.count * 4])
  }
}
