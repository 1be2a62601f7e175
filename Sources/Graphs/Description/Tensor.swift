/// A value in a computation that is described and not yet executed: one output of one node.
///
/// Tensors are immutable expressions. Applying an operation makes a new node that refers to its
/// inputs; nothing is computed until an executor executes a plan of a graph.
public struct Tensor: Sendable {
  package let node: Node
  /// Which of the node's outputs this is.
  public let index: Int

  package init(node: Node, index: Int = 0) {
    self.node = node
    self.index = index
  }

  public var spec: TensorSpec { node.outputs[index] }
  public var shape: Shape { spec.shape }

  /// A value that the caller supplies for each execution.
  public static func input(_ name: String, _ spec: TensorSpec) -> Tensor {
    Tensor(node: Node(kind: .input(name), outputs: [spec], label: name))
  }

  /// The value that a variable has when an execution starts.
  public static func variable(_ variable: Variable) -> Tensor {
    Tensor(node: Node(kind: .variable(variable), outputs: [variable.spec], label: variable.name))
  }

  /// Values that are part of the graph.
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
