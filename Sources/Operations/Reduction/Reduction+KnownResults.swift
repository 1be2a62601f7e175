public import Graphs

extension Reduction: Foldable {
  /// What batch normalisation sends to its input adds up to zero over the rows, since a shift of a
  /// whole channel does not change what is normalised: the gradient of a bias in front of it is zero.
  /// Computed, it would be the rounding of a sum over all rows.
  public func knownResult(
    operand: Int, from producer: any Operation, output: Int, inputs: [TensorSpec]
  ) -> Float? {
    let rows = 0..<inputs[0].shape.rank - 1
    return producer is BatchNormalizationGradient && output == 0 && axes == rows ? 0 : nil
  }
}
