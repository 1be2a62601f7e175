public import Graphs

extension ConvolutionFilterGradient: Tunable {
  /// Slices of the batch (split-K); on a CPU also the algorithm and the output rows of a staged chunk, on
  /// a GPU the tile.
  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    let geometry = checkedGeometry(inputs)
    let key = "\(name) \(geometry.key)"
    if let space = geometry.mmaFilterTuningSpace(key: key, device) { return space }
    let units = device.computeUnits
    switch device.family {
    case .cpu:
      let rows = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48].filter { $0 < geometry.outHeight }
      return TuningSpace(
        key: key,
        [
          .init("winograd", geometry.algorithms(nil, device)),
          .init("chunkRows", (rows + [geometry.outHeight]).reversed()),
          .init("slices", [1, 2, 3, 4, 8].map { $0 * units }.filter { $0 <= geometry.batch }),
        ])
    case .gpu:
      return TuningSpace(
        key: key,
        ConvolutionGPUTile.axes(geometry.filterProduct)
          + [.init("slices", [1, 2, 4, 8, 16, 32, 64, 128])])
    }
  }

  /// Both inputs: the result is a sum over the batch.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> { [0, 1] }
}
