import Basics
public import Graphs

extension MatrixProduct: Tunable {
  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    if let space = mmaTuningSpace(inputs, for: device) { return space }
    let extents = extents(inputs)
    let splits = [1, 2, 4, 8, 16, 32].filter { $0 == 1 || extents.k / $0 >= 64 }
    switch device.family {
    case .cpu:
      let heights = device.vectorWidth >= 16 ? 6...14 : 2...6
      let microPanels = extents.n.dividedRoundingUp(by: 2 * device.vectorWidth)
      return TuningSpace(
        key: tuningKey(inputs),
        [
          .init("tileRows", heights.reversed().filter { $0 <= max(extents.m, heights.lowerBound) }),
          .init("splits", splits.filter { $0 <= 4 * device.computeUnits }),
          .init("group", [1, 2, 4, 8, 16, 32].filter { $0 <= microPanels }),
          .init(
            "depthBlock", [64, 96, 128, 192, 256, 384].filter { $0 == 64 || $0 < 2 * extents.k }),
        ])
    case .gpu:
      return TuningSpace(
        key: tuningKey(inputs),
        MatrixProductGPU.axes(extents, device) + [
          .init("splits", splits), .init("library", [0, 1], preparation: Self.librarySeconds),
        ])
    }
  }

  /// The time in which the matrix library compiles its kernels, measured on a CPU device; on GPUs it
  /// is shorter.
  private static let librarySeconds = 10.0

  /// A, addend and gate, by their rows. Where A is transposed, its rows are K, over which the result is
  /// a sum: both factors then, unless an epilogue follows the sum.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> {
    guard !transposeFirst else {
      let isPlain = inputs.count == 2 && activation == .identity
      return isPlain && !transposeSecond ? [0, 1] : []
    }
    return Set([0] + ((hasBias ? 3 : 2)..<max(inputs.count, hasBias ? 3 : 2)))
  }
}

extension KernelAndBiasGradient: Tunable {
  /// That of the product, whose entry it reads.
  public func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    MatrixProduct(transposeFirst: true).tuningSpace(inputs, for: device)
  }

  /// Both: the results are sums over the rows.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> { [0, 1] }
}
