/// An operation whose kernels can do the work of a neighbour as well.
///
/// The fusion pass offers a neighbour only where nothing else reads the value between the two, and a
/// sibling only where neither needs the other's results.
public protocol Fusible: Operation {
  /// This operation followed by `consumer`, which reads this one's first output as its operand
  /// number `operand`; nil if they stay separate. The result's first output replaces the consumer's only
  /// output; this operation's other outputs keep their positions.
  func absorbing(
    consumer: any Operation, operand: Int, inputs: [TensorSpec], consumerInputs: [TensorSpec]
  ) -> Fused?

  /// `producer`, whose only output is this operation's operand number `operand`, followed by this
  /// operation; nil if they stay separate. The result has this operation's outputs.
  func absorbing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec]
  ) -> Fused?

  /// This operation with additional outputs that save `reader`, which reads its first output as operand
  /// number `operand`, a pass of its own; nil if there are none. Others may read the output too. It may
  /// read inputs of the reader for that; where these depend on its result, the two stay as they are.
  func preparing(
    for reader: any Operation, operand: Int, inputs: [TensorSpec], readerInputs: [TensorSpec]
  ) -> Prepared?

  /// This operation and `sibling` in one pass over a tensor that both read, this one as its operand
  /// number `operand`; nil if they stay separate. The result has this operation's outputs, then the
  /// sibling's.
  func absorbing(
    sibling: any Operation, operand: Int, siblingOperand: Int, inputs: [TensorSpec],
    siblingInputs: [TensorSpec]
  ) -> Fused?

  /// This operation with `producer`, whose only output is its operand number `operand`, recomputed as
  /// that operand is loaded; nil where its kernels for this device cannot. The result has this
  /// operation's outputs.
  ///
  /// Others may read the operand too: it stays in memory unless all of its readers can recompute it.
  func recomputing(
    producer: any Operation, operand: Int, inputs: [TensorSpec], producerInputs: [TensorSpec],
    for device: DeviceTraits
  ) -> Fused?

  /// This operation with only its first output, where nothing reads the others; nil if that saves
  /// nothing.
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
