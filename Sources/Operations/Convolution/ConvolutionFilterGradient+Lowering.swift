import Basics
public import Graphs
import Kernels

extension ConvolutionFilterGradient {
  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0, 1], outputs: [])
  }

  /// Partial sums of slices of the batch (split-K), then their sum.
  ///
  /// - Parameter tuning: `winograd` chooses the CPU family's kernel, `slices` and `chunkRows` override
  ///   its rule; `slices`, `tileRows`, `tileColumns` and `tileDepth` override the GPU family's.
  func lower(
    _ inputs: [TensorSpec], after prologue: ConvolutionPrologue, half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let geometry = checkedGeometry(inputs)
    let key = "\(name) \(geometry.key)"
    if prologue == .nothing,
      let mma = geometry.mmaFilterLowering(for: device, tuning: tuning, key: key)
    {
      return mma
    }
    switch device.family {
    case .cpu:
      prologue.requireNothing(in: key)
      if let points = geometry.winogradPoints(nil, device, tuning, key) {
        return geometry.winogradFilterLowering(
          points: points, for: device, tunedSlices: tuning[key, "slices"])
      }
      let tile = ConvolutionFilterTile(
        geometry, vectorWidth: device.vectorWidth, computeUnits: device.computeUnits,
        tunedSlices: tuning[key, "slices"], tunedRows: tuning[key, "chunkRows"])
      return Self.cpuLowering(geometry, tile)
    case .gpu:
      return Self.gpuLowering(geometry, prologue, half, for: device, tuning: tuning, key: key)
    }
  }

  private static func cpuLowering(
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

  private static func gpuLowering(
    _ geometry: ConvolutionGeometry, _ prologue: ConvolutionPrologue, _ half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord, key: String
  ) -> Lowering {
    geometry.requireIntIndices(in: key)
    let extents = geometry.filterProduct
    let tile = ConvolutionGPUTile(
      extents, for: device, tunedRows: tuning[key, "tileRows"],
      tunedColumns: tuning[key, "tileColumns"], tunedKTile: tuning[key, "tileDepth"])
    let pixels = geometry.batch * geometry.outHeight * geometry.outWidth
    // Split-K: four work-groups for each compute unit, but slices of at least 256 pixels, in whole K-tiles.
    let wanted = (4 * device.computeUnits).dividedRoundingUp(by: tile.workGroups(extents))
    let most = min(tuning[key, "slices"] ?? wanted, pixels.dividedRoundingUp(by: 256))
    let slicePixels = pixels.dividedRoundingUp(by: max(1, most)).roundedUp(toMultipleOf: tile.kTile)
    let slices = pixels.dividedRoundingUp(by: slicePixels)
    let constants = geometry.constants.merging(tile.constants) { $1 }
      .merging(prologue.constants) { $1 }
      .merging(["SLICES": slices, "SLICE_PIXELS": slicePixels]) { $1 }
      .merging(half.constants(["x": .input(0), "dy": .input(1)])) { $1 }
    func kernel(_ function: String) -> KernelSpecification {
      KernelSpecification(.convolutionFilterTiled, function, constants: constants)
    }
    func product(to result: KernelLaunch.Argument) -> Launch {
      .kernel(
        KernelLaunch(
          kernel("convolutionFilterTiled"),
          [.input(0), .input(1)] + prologue.arguments + [result],
          global: [
            tile.columnTiles(extents) * tile.workItems, tile.rowTiles(extents), slices,
          ],
          local: [tile.workItems, 1, 1]))
    }
    guard slices > 1 else { return Lowering([product(to: .output(0))]) }
    let reduction = device.elements(geometry.kernel.count)
    return Lowering(
      [
        product(to: .workspace(0)),
        .kernel(
          kernel("convolutionFilterTiledReduction"), [.workspace(0), .output(0)], on: reduction),
      ],
      workspace: [slices * geometry.kernel.count * 4])
  }
}

/// Normalises the image, or the features, as it loads them.
extension ConvolutionFilterGradient: NormalizingReader {
  func canNormalize(_ operand: Int, _ inputs: [TensorSpec], for device: DeviceTraits) -> Bool {
    device.family == .gpu
      && checkedGeometry(inputs).mmaFilterTuningSpace(key: name, device) == nil
  }
}
