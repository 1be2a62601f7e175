/// An operation whose result may be known without computing it.
package protocol Foldable: Operation {
  /// The number that fills the only output if operand number `operand` is output number `output` of
  /// `producer`; nil where the result has to be computed.
  func knownResult(
    operand: Int, from producer: any Operation, output: Int, inputs: [TensorSpec]
  ) -> Float?
}

extension Graph {
  /// The same computation with a constant for every known result.
  func withKnownResults() -> Graph {
    var replacements: [Tensor: Tensor] = [:]
    for node in nodes where node.outputs.count == 1 {
      guard let operation = node.operation as? any Foldable else { continue }
      let inputs = node.inputs.map(\.spec)
      for (operand, input) in node.inputs.enumerated() {
        guard let producer = input.node.operation,
          let value = operation.knownResult(
            operand: operand, from: producer, output: input.index, inputs: inputs)
        else { continue }
        let shape = node.outputs[0].shape
        // A plan refuses larger tensors, so their values need not be allocated here.
        guard shape.count <= SizeLimit.largest else { break }
        replacements[Tensor(node: node)] = .constant(
          Array(repeating: value, count: shape.count), shape: shape)
        break
      }
    }
    return replacements.isEmpty ? self : replacing(replacements)
  }
}
