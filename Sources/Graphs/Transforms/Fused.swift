/// One operation in place of two neighbours, and where its inputs come from.
public struct Fused: Sendable {
  public indirect enum Operand: Sendable {
    /// An input of the operation that absorbs.
    case own(Int)
    /// An input of the neighbour that is absorbed.
    case neighbour(Int)
    /// A tensor that neither of the two reads, such as zeros.
    case constant(Tensor)
    /// The result of an operation on other operands, such as repacked weights.
    case result(any Operation, [Operand])
  }

  public let operation: any Operation
  public let inputs: [Operand]

  public init(_ operation: any Operation, inputs: [Operand]) {
    self.operation = operation
    self.inputs = inputs
  }
}
