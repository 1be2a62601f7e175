/// An operation with additional outputs, and a reader of its first output that uses them.
public struct Prepared: Sendable {
  public enum Operand: Sendable, Hashable {
    /// An input of the original reader.
    case own(Int)
    /// An output of the operation.
    case output(Int)
  }

  /// Reads the same inputs and those in `taken`; its additional outputs come after the original ones.
  public let operation: any Operation
  /// The inputs of the original reader that the operation needs too.
  public let taken: [Int]
  /// Its first output replaces the original reader's.
  public let reader: any Operation
  public let inputs: [Operand]
  /// The operation's outputs that replace the original reader's other outputs.
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
