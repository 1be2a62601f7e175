/// An operation that can take a neighbour's work into its own kernels.
///
/// The fusion pass offers a neighbour only where nothing else reads the value between the two, and a
/// sibling only where neither needs the other's results.
public protocol Fusible: Operation {
  /// This operation followed by `consumer`, which reads this one's first output as its operand
  /// number `operand`; nil if they stay apart. The result's first output takes the place of the
  /// consumer's only output; this operation's further outputs keep their places.
  func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused?

  /// `producer`, whose only output is this operation's operand number `operand`, followed by this
  /// operation; nil if they stay apart. The result has this operation's outputs.
  func absorbing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec]
  ) -> Fused?

  /// This operation with further outputs that spare `reader`, which reads its first output as operand
  /// number `operand`, work of its own; nil if there are none. Others may read the output too. It may
  /// take inputs of the reader for that; where these depend on its result, the two are left as they
  /// are.
  func preparing(
    for reader: any Operation, operand: Int, inputs: [TensorSpec], readerInputs: [TensorSpec]
  ) -> Prepared?

  /// This operation and `sibling` in one pass over a tensor that both read, this one as its operand
  /// number `operand`; nil if they stay apart. The result has this operation's outputs, then the
  /// sibling's.
  func absorbing(
    sibling: any Operation, operand: Int, siblingOperand: Int, inputs: [TensorSpec],
    siblingInputs: [TensorSpec]
  ) -> Fused?

  /// This operation with `producer`, whose only output is its operand number `operand`, computed again
  /// while that operand is loaded; nil where its kernels for this device cannot. The result has this
  /// operation's outputs.
  ///
  /// Others may read the operand too: all of its readers are asked, and it stays in memory if one of
  /// them refuses.
  func recomputing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec],
    for device: DeviceTraits
  ) -> Fused?

  /// This operation with its first output alone, where nothing reads the further ones; nil if that
  /// spares nothing.
  func omittingFurtherOutputs() -> (any Operation)?
}

extension Fusible {
  public func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused? { nil }

  public func absorbing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec]
  ) -> Fused? { nil }

  public func preparing(
    for reader: any Operation, operand: Int, inputs: [TensorSpec], readerInputs: [TensorSpec]
  ) -> Prepared? { nil }

  public func absorbing(
    sibling: any Operation, operand: Int, siblingOperand: Int, inputs: [TensorSpec],
    siblingInputs: [TensorSpec]
  ) -> Fused? { nil }

  public func recomputing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec],
    for device: DeviceTraits
  ) -> Fused? { nil }

  public func omittingFurtherOutputs() -> (any Operation)? { nil }
}
