public import Graphs

extension Reduction: Foldable {
  /// The input gradient of batch normalisation sums to zero over the rows, because a shift of a whole
  /// channel does not change the normalised result: a bias before it has a zero gradient. Computed, that
  /// would be the rounding error of the sum.
  public func knownResult(
    operand: Int, from producer: any Operation, output: Int, inputs: [TensorSpec]
  ) -> Float? {
    let rows = 0..<inputs[0].shape.rank - 1
    return producer is BatchNormalizationGradient && output == 0 && axes == rows ? 0 : nil
  }
}
