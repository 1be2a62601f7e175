public import Graphs

extension MatrixProduct: Tunable {
  package func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    MatrixProductProblem(self, inputs, for: device).tuningSpace
  }

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
  package func tuningSpace(_ inputs: [TensorSpec], for device: DeviceTraits) -> TuningSpace? {
    MatrixProduct(transposeFirst: true).tuningSpace(inputs, for: device)
  }

  /// Both: the results are sums over the rows.
  public func batchedInputs(_ inputs: [TensorSpec]) -> Set<Int> { [0, 1] }
}
