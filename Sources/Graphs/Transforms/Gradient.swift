/// Reverse-mode differentiation of a graph, which gives another graph.
public struct Gradients: Sendable {
  private let byVariable: [String: Tensor]
  private let byTensor: [Tensor: Tensor]

  /// Differentiates a scalar with respect to everything that it depends on.
  ///
  /// Visits the nodes in reverse order, sums the gradients from their readers and applies each
  /// operation's rule; it knows no operation by name. Nodes that a rule makes have the label of the
  /// node that it differentiates, with a prime.
  ///
  /// - Parameters:
  ///   - scalar: the function to differentiate.
  ///   - factor: a scalar that multiplies all gradients; nil for 1.
  ///   - addition: the operation that adds two tensors of equal shape.
  /// - Precondition: `scalar` holds one float32 element.
  public init(
    of scalar: Tensor, times factor: Tensor? = nil, addingWith addition: any Operation
  ) {
    precondition(
      scalar.shape.count == 1 && scalar.spec.elementType == .float32,
      "only a float32 scalar can be differentiated, not \(scalar.spec)")
    let first = factor ?? .constant([1], shape: scalar.shape)
    precondition(
      first.spec == scalar.spec, "the factor of gradients is \(first.spec), not \(scalar.spec)")
    var upstream: [Tensor: Tensor] = [scalar: first]
    var variables: [String: Tensor] = [:]
    func add(_ gradient: Tensor, to sum: Tensor?, label: String) -> Tensor {
      guard let sum else { return gradient }
      return addition(sum, gradient, label: label)
    }
    for node in Node.ordered(from: [scalar]).reversed() {
      let outputs = node.outputs.indices.map { Tensor(node: node, index: $0) }
      let received = outputs.map { upstream[$0] }
      guard received.contains(where: { $0 != nil }) else { continue }
      switch node.kind {
      case .variable(let variable):
        if let gradient = received[0] {
          variables[variable.name] = add(
            gradient, to: variables[variable.name], label: variable.name + "′")
        }
      case .operation(let operation):
        let label = node.label + "′"
        let boundary = Set((node.inputs + outputs + received.compactMap { $0 }).map(\.node))
        let gradients = Self.labelled(
          operation.gradients(node.inputs, outputs, received), label, within: boundary)
        precondition(
          gradients.count == node.inputs.count,
          "\(node.label) (\(operation.name)): \(gradients.count) gradients for \(node.inputs.count) inputs"
        )
        for (input, gradient) in zip(node.inputs, gradients) {
          guard let gradient else { continue }
          precondition(
            gradient.shape == input.shape,
            "\(node.label) (\(operation.name)): a gradient of shape \(gradient.shape) for \(input.shape)"
          )
          upstream[input] = add(gradient, to: upstream[input], label: label)
        }
      case .input, .constant:
        break
      }
    }
    byVariable = variables
    byTensor = upstream
  }

  /// Rebuilds the nodes between `boundary` and `tensors` with a label.
  private static func labelled(
    _ tensors: [Tensor?], _ label: String, within boundary: Set<Node>
  ) -> [Tensor?] {
    var rebuilt: [Node: Node] = [:]
    func labelled(_ node: Node) -> Node {
      if boundary.contains(node) || node.operation == nil { return node }
      if let known = rebuilt[node] { return known }
      let inputs = node.inputs.map { Tensor(node: labelled($0.node), index: $0.index) }
      let result = node.rebuilt(inputs: inputs, label: label)
      rebuilt[node] = result
      return result
    }
    return tensors.map { tensor in
      tensor.map { Tensor(node: labelled($0.node), index: $0.index) }
    }
  }

  /// The gradient with respect to a variable, or nil where the scalar does not depend on it.
  public subscript(_ variable: Variable) -> Tensor? { byVariable[variable.name] }

  /// The gradient with respect to any tensor of the graph, or nil.
  public subscript(_ tensor: Tensor) -> Tensor? { byTensor[tensor] }
}
