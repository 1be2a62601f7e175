/// An operation that only changes the shape of its only input.
package protocol ShapeChange: Operation {
  init(to shape: Shape)
}

/// An operation that can work element by element.
package protocol Elementwise: Operation {
  /// Whether each element of the only output depends on the same element of every input, so that their
  /// common shape does not matter.
  func isElementwise(_ inputs: [TensorSpec]) -> Bool
}

extension Elementwise {
  package func isElementwise(_ inputs: [TensorSpec]) -> Bool { Set(inputs.map(\.shape)).count == 1 }
}

extension Graph {
  /// The same computation with changes of shape moved after elementwise operations, and removed where
  /// they cancel, so that they do not separate a product from an operation that it could absorb.
  func withReshapesLast() -> Graph {
    var rewriter = GraphRewriter(self)
    rewriter.sweep { $0.moveReshape(at: $1) }
    return rewriter.result
  }
}

extension GraphRewriter {
  /// Replaces a chain of changes of shape by one or none, or an elementwise operation after changes of
  /// shape by one before them.
  fileprivate mutating func moveReshape(at node: Node) -> Bool {
    guard let moved = moved(node) else { return false }
    replace([Tensor(node: node)], by: [moved], at: node)
    return true
  }

  private func moved(_ node: Node) -> Tensor? {
    switch node.operation {
    case let change as any ShapeChange:
      guard let source = source(of: Tensor(node: node)) else { return nil }
      if source.shape == node.outputs[0].shape { return source }
      guard source != inputs(of: node)[0] else { return nil }
      return change.all([source], label: node.label)[0]
    case let operation as any Elementwise:
      return moved(node, operation)
    default: return nil
    }
  }

  /// The input of a chain of changes of shape, or nil where `tensor` is not the end of one.
  private func source(of tensor: Tensor) -> Tensor? {
    var source: Tensor?
    var current = tensor
    while current.node.operation is any ShapeChange {
      current = inputs(of: current.node)[0]
      source = current
    }
    return source
  }

  /// The node applied to its inputs before their change of shape, and then the change; nil where the
  /// inputs did not all have one shape before.
  private func moved(_ node: Node, _ operation: any Elementwise) -> Tensor? {
    let inputs = inputs(of: node)
    guard operation.isElementwise(inputs.map(\.spec)), node.outputs.count == 1,
      let change = inputs.first?.node.operation as? any ShapeChange
    else { return nil }
    let sources = inputs.compactMap(source)
    guard sources.count == inputs.count, Set(sources.map(\.shape)).count == 1 else { return nil }
    let result = operation.all(sources, label: node.label)[0]
    return type(of: change).init(to: node.outputs[0].shape).all([result], label: node.label)[0]
  }
}
