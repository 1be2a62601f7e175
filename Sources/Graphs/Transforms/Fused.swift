/// One operation in place of two neighbours, and where its inputs come from.
package struct Fused: Sendable {
  package indirect enum Operand: Sendable {
    /// An input of the operation that the rule calls its own.
    case own(Int)
    /// An input of the other one.
    case neighbour(Int)
    /// A tensor that neither of the two reads, such as zeros.
    case constant(Tensor)
    /// The result of an operation on other operands, such as repacked weights.
    case result(any Operation, [Operand])
  }

  package let operation: any Operation
  package let inputs: [Operand]

  package init(_ operation: any Operation, inputs: [Operand]) {
    self.operation = operation
    self.inputs = inputs
  }
}
