import Basics
import Graphs
import Kernels

/// The launches by tensor cores, where a device is used with them and both numbers of channels are
/// multiples of 4 from 8 on; nil where the float32 kernels are taken.
///
/// Tuning key: that of the operation followed by `tf32`. Choices: `tileRows` with `tileColumns`, and
/// `slices` of the batch's pixels in the filter gradient.
extension ConvolutionGeometry {
  private var hasMMAChannels: Bool {
    [inChannels, outChannels].allSatisfy { $0 >= 8 && $0.isMultiple(of: 4) }
  }

  /// The forward pass or the input gradient: operand 0 is the source, operand 1 the weights.
  func tensorLowering(
    _ direction: ConvolutionDirection, epilogue: ConvolutionEpilogue, for device: DeviceTraits,
    tuning: TuningRecord, key: String
  ) -> Lowering? {
    let isForward = direction == .forward
    let classStep = isForward ? 1 : stride
    let pixels =
      isForward
      ? outHeight * outWidth
      : (height.dividedRoundingUp(by: stride)) * (width.dividedRoundingUp(by: stride))
    let windowHeight = kernelHeight.dividedRoundingUp(by: classStep)
    let windowWidth = kernelWidth.dividedRoundingUp(by: classStep)
    let extents = GEMMExtents(
      m: batch * pixels, n: isForward ? outChannels : inChannels,
      k: windowHeight * windowWidth * (isForward ? inChannels : outChannels)
    )
    let layers = classStep * classStep
    guard hasMMAChannels,
      let tile = MMATile(
        extents, layers: layers, for: device, tuning: tuning, key: MMATile.tuningKey(key))
    else { return nil }
    let constants = constants.merging(epilogue.constants) { $1 }
      .merging(["REVERSED": direction.reversed]) { $1 }
      .merging(
        tile.constants(rowsAlongK: true, columnsAlongK: !isForward, for: device)
      ) { $1 }
    let grid = tile.grid(extents.m, extents.n, layers: layers)
    return Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(.convolutionMMA, "convolutionMMA", constants: constants),
          arguments(weights: .input(1), epilogue), global: grid.global, local: grid.local))
    ])
  }

  func tensorTuningSpace(
    _ direction: ConvolutionDirection, key: String, _ device: DeviceTraits
  ) -> TuningSpace? {
    let lowering = tensorLowering(
      direction, epilogue: ConvolutionEpilogue(), for: device, tuning: TuningRecord(), key: key)
    return lowering.map { _ in MMATile.tuningSpace(key: MMATile.tuningKey(key)) }
  }

  /// The filter gradient: operand 0 is the image, operand 1 the features. Partial sums of slices, which
  /// are then added in order.
  func tensorFilterLowering(
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
      KernelLaunch(
        KernelSpecification(
          .convolutionFilterMMA, "convolutionFilterMMA", constants: constants),
        [.input(0), .input(1), target], global: grid.global, local: grid.local))
    guard isSplit else { return Lowering([product]) }
    let sum = MatrixProduct().sum(
      of: slices.count, in: target, rows: extents.m, columns: extents.n, for: device)
    return Lowering([product, sum], workspace: [slices.count * kernel.count * 4])
  }

  func tensorFilterTuningSpace(key: String, _ device: DeviceTraits) -> TuningSpace? {
    tensorFilterLowering(for: device, tuning: TuningRecord(), key: key).map { _ in
      MMATile.tuningSpace(
        key: MMATile.tuningKey(key), .init("slices", [1, 2, 4, 8, 16, 32, 64, 128]))
    }
  }
}
