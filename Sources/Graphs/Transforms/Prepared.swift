/// An operation with additional outputs, and a reader of its first output that uses them.
package struct Prepared: Sendable {
  package enum Operand: Sendable, Hashable {
    /// An input of the original reader.
    case own(Int)
    /// An output of the operation.
    case output(Int)
  }

  /// Reads the same inputs and those in `taken`; its additional outputs come after the original ones.
  package let operation: any Operation
  /// The inputs of the original reader that the operation needs too.
  package let taken: [Int]
  /// Its first output replaces the original reader's.
  package let reader: any Operation
  package let inputs: [Operand]
  /// The operation's outputs that replace the original reader's other outputs.
  package let outputs: [Int]

  package init(
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
