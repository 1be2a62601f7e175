extension Operation {
  /// Describes the operation applied to `inputs`.
  ///
  /// - Throws: `ShapeError` when the shape rule rejects the inputs.
  public func applied(to inputs: [Tensor], label: String = "") throws(ShapeError) -> [Tensor] {
    let outputs = try outputs(inputs.map(\.spec))
    let node = Node(kind: .operation(self), inputs: inputs, outputs: outputs, label: label)
    return outputs.indices.map { Tensor(node: node, index: $0) }
  }

  /// Describes the operation applied to `inputs`; wrong shapes are a programming error and trap.
  public func all(_ inputs: [Tensor], label: String = "") -> [Tensor] {
    do {
      return try applied(to: inputs, label: label)
    } catch {
      preconditionFailure(label.isEmpty ? "\(error)" : "\(label): \(error)")
    }
  }

  /// The first output of the operation applied to `inputs`.
  public func callAsFunction(_ inputs: Tensor..., label: String = "") -> Tensor {
    all(inputs, label: label)[0]
  }
}
