/// One operation in one place: its shape rule, its gradient, how a device runs it, and how the
/// host does.
///
/// Several inputs, several outputs, workspace and in-place pairs are ordinary. There is no list of
/// operations anywhere: a new one is a new conforming type.
public protocol Operation: Sendable {
  /// The operation's name in printed plans and profiles, for example `matrixProduct`.
  var name: String { get }

  /// The shape rule.
  ///
  /// - Throws: `ShapeError` naming the operation, the inputs and what was expected.
  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec]

  /// The gradient of a scalar with respect to each input, given those with respect to each output.
  ///
  /// `upstream[k]` is nil where output `k` does not reach the scalar; a nil in the result says that
  /// input has no gradient (an integer, a random state).
  func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?]

  /// The launches that compute the outputs on a device of these traits.
  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering

  /// The outputs, by plain loops: the host fallback in Float, the oracle of the tests in Double.
  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>]

  /// Floating-point operations for these inputs, a multiply-add counted as two.
  func flops(_ inputs: [TensorSpec]) -> Int
}

extension Operation {
  public func flops(_ inputs: [TensorSpec]) -> Int { 0 }
}

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

/// The operation that does the work of two neighbours, and where its inputs come from.
public struct Fused: Sendable {
  public indirect enum Operand: Sendable {
    /// An input of the operation that absorbs.
    case own(Int)
    /// An input of the neighbour that is absorbed.
    case neighbour(Int)
    /// A tensor that neither of the two reads, such as zeros.
    case constant(Tensor)
    /// What an operation makes of others, such as of weights.
    case result(any Operation, [Operand])
  }

  public let operation: any Operation
  public let inputs: [Operand]

  public init(_ operation: any Operation, inputs: [Operand]) {
    self.operation = operation
    self.inputs = inputs
  }
}

/// An operation that computes more than before, and a reader of its first output that makes use of it.
public struct Prepared: Sendable {
  public enum Operand: Sendable, Hashable {
    /// An input of the reader as it was.
    case own(Int)
    /// An output of the operation.
    case output(Int)
  }

  /// Has the same inputs and those in `taken`; its further outputs come behind those of before.
  public let operation: any Operation
  /// The inputs of the reader as it was that the operation needs too.
  public let taken: [Int]
  /// Its first output takes the place of the reader's.
  public let reader: any Operation
  public let inputs: [Operand]
  /// The operation's outputs that take the places of the reader's further ones.
  public let outputs: [Int]

  public init(
    _ operation: any Operation, taking taken: [Int] = [], reader: any Operation,
    inputs: [Operand], outputs: [Int]
  ) {
    self.operation = operation
    self.taken = taken
    self.reader = reader
    self.inputs = inputs
    self.outputs = outputs
  }
}
