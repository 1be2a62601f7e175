import Graphs
import Kernels

/// The launches by tensor cores, where a device is used with them.
extension MatrixProduct {
  /// Operands rounded to TF32, float32 accumulators; nil where the float32 kernels are used.
  ///
  /// Tuning key: that of the product followed by `tf32`. Choices: `tileRows` with `tileColumns`, and
  /// `splits` of K.
  func lowerToMMA(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering? {
    let extents = extents(inputs)
    let key = MMATile.tuningKey(tuningKey(inputs))
    let most = max(1, extents.k / 256)
    guard let tile = try? MMATile(extents, splits: most, for: device, tuning: tuning, key: key)
    else { return nil }
    let splits = tile.splitK(extents, most: most, tuned: tuning[key, "splits"], for: device)
    let isSplit = splits.count > 1
    let target = isSplit ? KernelLaunch.Argument.workspace(0) : .output(0)
    let constants = [
      "M": extents.m, "N": extents.n, "K": extents.k, "SPLITS": splits.count,
      "K_PER_SPLIT": splits.kPerSplit,
    ].merging(epilogueConstants(!isSplit)) { $1 }.merging(
      tile.constants(rowsAlongK: !transposeFirst, columnsAlongK: transposeSecond, for: device)
    ) { $1 }
    let grid = tile.grid(extents.m, extents.n, layers: splits.count)
    let product = Launch.kernel(
      KernelSpecification(.matrixProductMMA, "matrixProductMMA", constants: constants),
      [.input(0), .input(1)] + (isSplit ? [] : epilogueArguments) + [target], on: grid)
    guard isSplit else { return Lowering([product]) }
    let sum = self.sum(
      of: splits.count, in: target, rows: extents.m, columns: extents.n, for: device)
    return Lowering([product, sum], workspace: [splits.count * extents.m * extents.n * 4])
  }

  /// The choices of `lowerToMMA`; nil where the float32 kernels are used.
  func mmaTuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    guard lowerToMMA(inputs, for: device, tuning: TuningRecord()) != nil else { return nil }
    let k = extents(inputs).k
    return MMATile.tuningSpace(
      key: MMATile.tuningKey(tuningKey(inputs)),
      .init("splits", [1, 2, 4, 8, 16, 32].filter { $0 == 1 || k / $0 >= 64 }))
  }
}
