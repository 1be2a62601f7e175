import Basics
import Graphs
import Kernels

/// The launches by tensor cores, where the device's precision asks for them and both channel counts are
/// multiples of 4 and at least 8; nil where the float32 kernels are used.
///
/// Tuning key: that of the operation followed by `tf32`. Choices: `tileRows` with `tileColumns`, and in the
/// filter gradient `slices` of the batch's pixels (split-K).
extension ConvolutionGeometry {
  private var hasMMAChannels: Bool {
    [inChannels, outChannels].allSatisfy { $0 >= 8 && $0.isMultiple(of: 4) }
  }

  /// The forward pass or the input gradient: operand 0 is the source, operand 1 the weights.
  func mmaLowering(
    _ direction: ConvolutionDirection, epilogue: ConvolutionEpilogue, for device: DeviceTraits,
    tuning: TuningRecord, key: String
  ) -> Lowering? {
    let side = side(direction)
    let extents = GEMMExtents(
      m: batch * side.classHeight * side.classWidth, n: side.targets,
      k: side.windowHeight * side.windowWidth * side.sources
    )
    let layers = side.classStep * side.classStep
    guard hasMMAChannels,
      let tile = MMATile(
        extents, layers: layers, for: device, tuning: tuning, key: MMATile.tuningKey(key))
    else { return nil }
    let constants = constants.merging(epilogue.constants) { $1 }
      .merging(["REVERSED": direction.reversed]) { $1 }
      .merging(
        tile.constants(
          rowsAlongK: true, columnsAlongK: direction == .inputGradient, for: device)
      ) { $1 }
    let grid = tile.grid(extents.m, extents.n, layers: layers)
    return Lowering([
      .kernel(
        KernelSpecification(.convolutionMMA, "convolutionMMA", constants: constants),
        arguments(weights: .input(1), epilogue), on: grid)
    ])
  }

  func mmaTuningSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace? {
    let lowering = mmaLowering(
      direction, epilogue: ConvolutionEpilogue(), for: device, tuning: TuningRecord(), key: key)
    return lowering.map { _ in MMATile.tuningSpace(key: MMATile.tuningKey(key)) }
  }

  /// The filter gradient by split-K: partial sums of slices, then added in order. Operand 0 is the image,
  /// operand 1 the features.
  func mmaFilterLowering(
    for device: DeviceTraits, tuning: TuningRecord, key: String
  ) -> Lowering? {
    let key = MMATile.tuningKey(key)
    let extents = GEMMExtents(
      m: kernelHeight * kernelWidth * inChannels, n: outChannels,
      k: batch * outHeight * outWidth
    )
    let most = max(1, extents.k / 256)
    guard hasMMAChannels,
      let tile = MMATile(extents, splits: most, for: device, tuning: tuning, key: key)
    else { return nil }
    let slices = tile.splitK(extents, most: most, tuned: tuning[key, "slices"], for: device)
    let isSplit = slices.count > 1
    let target = isSplit ? KernelLaunch.Argument.workspace(0) : .output(0)
    let constants = constants.merging(["SLICE_PIXELS": slices.kPerSplit]) { $1 }
      .merging(
        tile.constants(rowsAlongK: false, columnsAlongK: false, for: device)
      ) { $1 }
    let grid = tile.grid(extents.m, extents.n, layers: slices.count)
    let product = Launch.kernel(
      KernelSpecification(
        .convolutionFilterMMA, "convolutionFilterMMA", constants: constants),
      [.input(0), .input(1), target], on: grid)
    guard isSplit else { return Lowering([product]) }
    let sum = MatrixProduct().sum(
      of: slices.count, in: target, rows: extents.m, columns: extents.n, for: device)
    return Lowering([product, sum], workspace: [slices.count * kernel.count * 4])
  }

  func mmaFilterTuningSpace(key: String, _ device: DeviceTraits) -> TuningSpace? {
    mmaFilterLowering(for: device, tuning: TuningRecord(), key: key).map { _ in
      MMATile.tuningSpace(
        key: MMATile.tuningKey(key), .init("slices", [1, 2, 4, 8, 16, 32, 64, 128]))
    }
  }
}
