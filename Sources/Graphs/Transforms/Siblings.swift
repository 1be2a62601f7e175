/// Two operations of a graph that read one tensor.
package struct Siblings<First: Sendable, Second: Sendable>: Sendable {
  package let first: First
  package let firstInputs: [TensorSpec]
  /// Which operand of the first one the tensor is.
  package let firstOperand: Int
  package let second: Second
  package let secondInputs: [TensorSpec]
  /// Which operand of the second one the tensor is.
  package let secondOperand: Int
}

extension Siblings<any Operation, any Operation> {
  /// The same two if they are of these types.
  func of<F: Sendable, S: Sendable>(_: F.Type, _: S.Type) -> Siblings<F, S>? {
    guard let first = first as? F, let second = second as? S else { return nil }
    return Siblings<F, S>(
      first: first, firstInputs: firstInputs, firstOperand: firstOperand, second: second,
      secondInputs: secondInputs, secondOperand: secondOperand)
  }
}
