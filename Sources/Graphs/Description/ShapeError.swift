/// Inputs that an operation's shape rule rejects.
public struct ShapeError: Error, Sendable, Hashable, CustomStringConvertible {
  public let operation: String
  public let inputs: [TensorSpec]
  public let expected: String

  public init(_ operation: String, _ inputs: [TensorSpec], expected: String) {
    self.operation = operation
    self.inputs = inputs
    self.expected = expected
  }

  public var description: String {
    "\(operation): inputs \(inputs.map(\.description).joined(separator: ", ")), expected \(expected)"
  }
}
