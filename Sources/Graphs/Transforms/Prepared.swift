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
