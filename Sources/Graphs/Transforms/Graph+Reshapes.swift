/// An operation that only changes the shape of its only input.
public protocol ShapeChange: Operation {
  init(to shape: Shape)
}

/// An operation that can work element by element.
public protocol Elementwise: Operation {
  /// Whether each element of the only output depends on the same element of every input, so that their
  /// common shape does not matter.
  func isElementwise(_ inputs: [TensorSpec]) -> Bool
}

extension Elementwise {
  public func isElementwise(_ inputs: [TensorSpec]) -> Bool { Set(inputs.map(\.shape)).count == 1 }
}

extension Graph {
  /// The same computation with changes of shape moved after elementwise operations, and removed where
  /// they cancel, so that they do not separate a product from an operation that it could absorb.
  func withReshapesLast() -> Graph {
    var graph = self
    while let next = graph.movedOnce() { graph = next }
    return graph
  }

  private func movedOnce() -> Graph? {
    for node in nodes {
      switch node.operation {
      case let change as any ShapeChange:
        guard let source = Self.source(of: Tensor(node: node)) else { continue }
        if source.shape == node.outputs[0].shape {
          return replacing([Tensor(node: node): source])
        }
        if source != node.inputs[0] {
          return replacing([Tensor(node: node): change.all([source], label: node.label)[0]])
        }
      case let operation as any Elementwise:
        if let moved = Self.moved(node, operation) {
          return replacing([Tensor(node: node): moved])
        }
      default: continue
      }
    }
    return nil
  }

  /// The input of a chain of changes of shape, or nil where `tensor` is not the end of one.
  private static func source(of tensor: Tensor) -> Tensor? {
    var source: Tensor?
    var current = tensor
    while current.node.operation is any ShapeChange {
      current = current.node.inputs[0]
      source = current
    }
    return source
  }

  /// The node applied to its inputs before their change of shape, and then the change; nil where the
  /// inputs did not all have one shape before.
  private static func moved(_ node: Node, _ operation: any Elementwise) -> Tensor? {
    guard operation.isElementwise(node.inputs.map(\.spec)), node.outputs.count == 1,
      let change = node.inputs.first?.node.operation as? any ShapeChange
    else { return nil }
    let sources = node.inputs.compactMap(source)
    guard sources.count == node.inputs.count, Set(sources.map(\.shape)).count == 1 else {
      return nil
    }
    let result = operation.all(sources, label: node.label)[0]
    return type(of: change).init(to: node.outputs[0].shape).all([result], label: node.label)[0]
  }
}
