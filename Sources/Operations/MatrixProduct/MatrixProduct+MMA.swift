import Graphs
import Kernels

/// The launches by tensor cores, where a device is used with them.
extension MatrixProduct {
  /// Operands rounded to TF32, sums in float32; nil where the float32 kernels are taken.
  ///
  /// Tuning key: that of the product followed by `tf32`. Choices: `tileRows` with `tileColumns`, and
  /// `splits` of the inner index.
  func tensorLowering(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering? {
    let extents = extents(inputs)
    let key = MMATile.tuningKey(tuningKey(inputs))
    let most = max(1, extents.depth / 256)
    guard let tile = MMATile(extents, splits: most, for: device, tuning: tuning, key: key)
    else { return nil }
    let splits = tile.parts(extents, most: most, tuned: tuning[key, "splits"], for: device)
    let isSplit = splits.count > 1
    let target = isSplit ? KernelLaunch.Argument.workspace(0) : .output(0)
    let constants = [
      "M": extents.rows, "N": extents.columns, "K": extents.depth, "SPLITS": splits.count,
      "DEPTH_SLICE": splits.depth,
    ].merging(epilogueConstants(!isSplit)) { $1 }.merging(
      tile.constants(
        rowsAlongDepth: !transposeFirst, columnsAlongDepth: transposeSecond, for: device)
    ) { $1 }
    let grid = tile.grid(extents.rows, extents.columns, layers: splits.count)
    let product = Launch.kernel(
      KernelLaunch(
        KernelSpecification(.matrixProductMMA, "matrixProductMMA", constants: constants),
        [.input(0), .input(1)] + (isSplit ? [] : epilogueArguments) + [target],
        global: grid.global, local: grid.local))
    guard isSplit else { return Lowering([product]) }
    let sum = self.sum(
      of: splits.count, in: target, rows: extents.rows, columns: extents.columns, for: device)
    return Lowering(
      [product, sum], workspace: [splits.count * extents.rows * extents.columns * 4])
  }

  /// The choices of `tensorLowering`; nil where the float32 kernels are taken.
  func tensorTuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    guard tensorLowering(inputs, for: device, tuning: TuningRecord()) != nil else { return nil }
    let depth = extents(inputs).depth
    return MMATile.tuningSpace(
      key: MMATile.tuningKey(tuningKey(inputs)),
      .init("splits", [1, 2, 4, 8, 16, 32].filter { $0 == 1 || depth / $0 >= 64 }))
  }
}
