/// Two operations of a graph, one of which reads the first output of the other.
package struct Neighbours<Producer: Sendable, Reader: Sendable>: Sendable {
  package let producer: Producer
  package let producerInputs: [TensorSpec]
  package let reader: Reader
  package let readerInputs: [TensorSpec]
  /// Which operand of the reader the producer's first output is.
  package let operand: Int

  /// The other operand of a reader that has two.
  package var otherOperand: Int { 1 - operand }

  /// An operation in place of both, which reads all inputs of the producer and then some of the reader.
  package func fused(_ operation: any Operation, reading further: [Int] = []) -> Fused {
    Fused(
      operation,
      inputs: producerInputs.indices.map { .own($0) } + further.map { .neighbour($0) })
  }
}

extension Neighbours<any Operation, any Operation> {
  /// The same two if they are of these types.
  func of<P: Sendable, R: Sendable>(_: P.Type, _: R.Type) -> Neighbours<P, R>? {
    guard let producer = producer as? P, let reader = reader as? R else { return nil }
    return Neighbours<P, R>(
      producer: producer, producerInputs: producerInputs, reader: reader,
      readerInputs: readerInputs, operand: operand)
  }
}
