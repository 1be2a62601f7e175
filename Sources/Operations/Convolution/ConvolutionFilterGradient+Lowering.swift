import Basics
public import Graphs
import Kernels

extension ConvolutionFilterGradient {
  public func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0, 1], outputs: [])
  }

  /// Partial sums of slices, then their sum. In the record, `slices` and `chunkRows` override the CPU
  /// family's rule, and `winograd` chooses its kernel; `slices`, `tileRows`, `tileColumns` and
  /// `tileDepth` override the GPU family's.
  public func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    lower(inputs, after: .nothing, half: half, for: device, tuning: tuning)
  }

  func lower(
    _ inputs: [TensorSpec], after prologue: ConvolutionPrologue, half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    guard let geometry = geometry(inputs) else { return Lowering([]) }
    let key = "\(name) \(geometry.key)"
    if prologue == .nothing,
      let tensor = geometry.tensorFilterLowering(for: device, tuning: tuning, key: key)
    {
      return tensor
    }
    switch device.family {
    case .cpu:
      prologue.requireNothing()
      if let points = geometry.winogradPoints(nil, device, tuning, key) {
        return geometry.winogradFilterLowering(
          points: points, for: device, tunedSlices: tuning[key, "slices"])
      }
      let tile = ConvolutionFilterTile(
        geometry, vectorWidth: device.vectorWidth, computeUnits: device.computeUnits,
        tunedSlices: tuning[key, "slices"], tunedRows: tuning[key, "chunkRows"])
      return Self.lowering(geometry, tile)
    case .gpu:
      return Self.tiledLowering(geometry, prologue, half, for: device, tuning: tuning, key: key)
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
    _ geometry: ConvolutionGeometry, _ prologue: ConvolutionPrologue, _ half: HalfOperands,
    for device: DeviceTraits, tuning: TuningRecord, key: String
  ) -> Lowering {
    geometry.checkIndices()
    let product = geometry.filterProduct
    let tile = ConvolutionGPUTile(
      product, for: device, tunedRows: tuning[key, "tileRows"],
      tunedColumns: tuning[key, "tileColumns"], tunedDepth: tuning[key, "tileDepth"])
    let pixels = geometry.batch * geometry.outHeight * geometry.outWidth
    // Some groups for every compute unit, but no slice of less than 256 pixels; then the fewest slices
    // of that length.
    let groups = tile.groups(product)
    let wanted = (4 * device.computeUnits + groups - 1) / groups
    let most = max(1, min(tuning[key, "slices"] ?? wanted, (pixels + 255) / 256))
    let length = (pixels + most * tile.depth - 1) / (most * tile.depth) * tile.depth
    let slices = pixels.dividedRoundingUp(by: length)
    let constants = geometry.constants.merging(tile.constants) { $1 }
      .merging(prologue.constants) { $1 }.merging(["SLICES": slices]) { $1 }
      .merging(half.constants(["x": .input(0), "dy": .input(1)])) { $1 }
    func kernel(_ function: String) -> KernelSpecification {
      KernelSpecification(.convolutionFilterTiled, function, constants: constants)
    }
    func sums(to result: KernelLaunch.Argument) -> Launch {
      .kernel(
        KernelLaunch(
          kernel("convolutionFilterTiled"),
          [.input(0), .input(1)] + prologue.arguments + [result],
          global: [
            tile.columnTiles(product) * tile.workItems, tile.rowTiles(product), slices,
          ],
          local: [tile.workItems, 1, 1]))
    }
    guard slices > 1 else { return Lowering([sums(to: .output(0))]) }
    let reduction = device.elements(geometry.kernel.count)
    return Lowering(
      [
        sums(to: .workspace(0)),
        .kernel(
          KernelLaunch(
            kernel("convolutionFilterTiledReduction"), [.workspace(0), .output(0)],
            global: reduction.global, local: reduction.local)),
      ],
      workspace: [slices * geometry.kernel.count * 4])
  }
}

extension ConvolutionFilterGradient: Fusible {
  /// Normalises the image, or the features, as it loads them.
  public func recomputing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec],
    for device: DeviceTraits
  ) -> Fused? {
    recomputingNormalization(producer, operand: operand, inputs: inputs, for: device)
  }
}

extension ConvolutionFilterGradient: NormalizingReader {
  func canNormalize(_ operand: Int, _ inputs: [TensorSpec], for device: DeviceTraits) -> Bool {
    device.family == .gpu
      && geometry(inputs)?.tensorFilterTuningSpace(key: name, device) == nil
  }
}
