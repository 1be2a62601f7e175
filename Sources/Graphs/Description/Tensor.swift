/// A value in a computation that has not run yet: one output of one node.
///
/// Tensors are immutable expressions. Applying an operation makes a new node that refers to its
/// inputs; nothing is computed until an executor runs a plan made from a graph.
public struct Tensor: Sendable {
  public let node: Node
  /// Which of the node's outputs this is.
  public let index: Int

  package init(node: Node, index: Int = 0) {
    self.node = node
    self.index = index
  }

  public var spec: TensorSpec { node.outputs[index] }
  public var shape: Shape { spec.shape }

  /// A value that the caller writes before each run.
  public static func input(_ name: String, _ spec: TensorSpec) -> Tensor {
    Tensor(node: Node(kind: .input(name), outputs: [spec], label: name))
  }

  /// The value that a variable has when the run starts.
  public static func variable(_ variable: Variable) -> Tensor {
    Tensor(node: Node(kind: .variable(variable), outputs: [variable.spec], label: variable.name))
  }

  /// Values that are fixed when the graph is described.
  ///
  /// - Precondition: `values.count == shape.count`.
  public static func constant(_ values: [Float], shape: Shape = .scalar) -> Tensor {
    precondition(
      values.count == shape.count, "constant: \(values.count) values for shape \(shape)")
    return Tensor(
      node: Node(kind: .constant(values), outputs: [TensorSpec(shape)], label: "constant"))
  }
}

extension Tensor: Hashable {
  public static func == (first: Tensor, second: Tensor) -> Bool {
    first.node === second.node && first.index == second.index
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(node)
    hasher.combine(index)
  }
}

/// A vertex of the computation: a leaf, or an operation applied to tensors.
///
/// A class because identity is what makes a shared subexpression one computation; it never changes.
public final class Node: Sendable {
  public enum Kind: Sendable {
    case input(String)
    case variable(Variable)
    case constant([Float])
    case operation(any Operation)
  }

  public let kind: Kind
  public let inputs: [Tensor]
  public let outputs: [TensorSpec]
  /// The path of the layer that made the node, with a prime for its gradient; for people only.
  public let label: String

  package init(kind: Kind, inputs: [Tensor] = [], outputs: [TensorSpec], label: String) {
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.label = label
  }

  /// The operation, or nil for a leaf.
  public var operation: (any Operation)? {
    if case .operation(let operation) = kind { operation } else { nil }
  }

  /// The same node with other inputs and, where given, another label.
  package func rebuilt(inputs: [Tensor], label: String? = nil) -> Node {
    Node(kind: kind, inputs: inputs, outputs: outputs, label: label ?? self.label)
  }
}

extension Node: Hashable {
  public static func == (first: Node, second: Node) -> Bool { first === second }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}

extension Operation {
  /// Describes the operation applied to `inputs`.
  ///
  /// - Throws: `ShapeError` when the shape rule refuses the inputs.
  public func applied(to inputs: [Tensor], label: String = "") throws(ShapeError) -> [Tensor] {
    let outputs = try outputs(inputs.map(\.spec))
    let node = Node(kind: .operation(self), inputs: inputs, outputs: outputs, label: label)
    return outputs.indices.map { Tensor(node: node, index: $0) }
  }

  /// Describes the operation applied to `inputs`; wrong shapes are a programmer's mistake and trap.
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
