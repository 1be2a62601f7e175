/// A vertex of the computation: a leaf, or an operation applied to tensors.
///
/// A class because its identity makes a shared subexpression one computation; it is immutable.
package final class Node: Sendable {
  package enum Kind: Sendable {
    case input(String)
    case variable(Variable)
    case constant([Float])
    case operation(any Operation)
  }

  package let kind: Kind
  package let inputs: [Tensor]
  package let outputs: [TensorSpec]
  /// The path of the layer that made the node, with a prime for its gradient; only for printing.
  package let label: String

  package init(kind: Kind, inputs: [Tensor] = [], outputs: [TensorSpec], label: String) {
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.label = label
  }

  /// All outputs.
  var results: [Tensor] { outputs.indices.map { Tensor(node: self, index: $0) } }

  /// The operation, or nil for a leaf.
  package var operation: (any Operation)? {
    if case .operation(let operation) = kind { operation } else { nil }
  }

  /// The operation's name, or the kind of a leaf; only for printing.
  var operationName: String {
    switch kind {
    case .input: "input"
    case .variable: "variable"
    case .constant: "constant"
    case .operation(let operation): operation.name
    }
  }

  /// The same node with other inputs and, where given, another label.
  package func rebuilt(inputs: [Tensor], label: String? = nil) -> Node {
    Node(kind: kind, inputs: inputs, outputs: outputs, label: label ?? self.label)
  }
}

extension Node: Hashable {
  package static func == (first: Node, second: Node) -> Bool { first === second }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(self))
  }
}

extension Node {
  /// All nodes that `roots` need, each after its inputs, in an order that depends on the graph only.
  ///
  /// - Parameter inputs: what a node reads.
  package static func ordered(
    from roots: [Tensor], inputs: (Node) -> [Tensor] = { $0.inputs }
  ) -> [Node] {
    var order: [Node] = []
    var seen: Set<ObjectIdentifier> = []
    // An explicit stack, because recursion over a long sequence of layers could overflow the thread's.
    var stack: [(node: Node, inputs: [Tensor], next: Int)] = []
    for root in roots where seen.insert(ObjectIdentifier(root.node)).inserted {
      stack.append((root.node, inputs(root.node), 0))
      while let (node, read, next) = stack.last {
        if next < read.count {
          stack[stack.count - 1].next += 1
          let input = read[next].node
          if seen.insert(ObjectIdentifier(input)).inserted {
            stack.append((input, inputs(input), 0))
          }
        } else {
          order.append(node)
          stack.removeLast()
        }
      }
    }
    return order
  }
}
