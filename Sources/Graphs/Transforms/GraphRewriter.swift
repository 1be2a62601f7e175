/// A graph whose operations are replaced in place: the readers of every tensor are kept up to date, and the
/// nodes are rebuilt once, by `result`.
struct GraphRewriter {
  /// A node that reads a tensor, and as which operand.
  struct Reader {
    let node: Node
    let operand: Int
  }

  private let graph: Graph
  /// In the order in which `sweep` visits them; a new node has the place of one that it replaces.
  private var nodes: [Node]
  private var known: Set<Node>
  private var removed: Set<Node> = []
  private var replacements: [Tensor: Tensor] = [:]
  private var readers: [Tensor: [Reader]] = [:]
  private var kept: Set<Tensor>
  /// The nodes that were changed since a visit began, and their neighbours.
  private var touched: Set<Node> = []

  init(_ graph: Graph) {
    self.graph = graph
    nodes = graph.nodes
    known = Set(graph.nodes)
    kept = Set(graph.outputs.map(\.tensor) + graph.assignments.map(\.value))
    for node in nodes { addReader(node) }
  }

  /// The graph with all replacements.
  var result: Graph { replacements.isEmpty ? graph : graph.replacing(replacements) }

  /// What a node reads now.
  func inputs(of node: Node) -> [Tensor] { node.inputs.map(current) }

  /// The readers of a tensor that has not been replaced.
  func readers(of tensor: Tensor) -> [Reader] { readers[tensor] ?? [] }

  /// Whether the graph has to compute a tensor even where no node reads it.
  func isKept(_ tensor: Tensor) -> Bool { kept.contains(tensor) }

  /// Whether a node is needed to compute one of these tensors.
  func isNeeded(_ node: Node, for tensors: [Tensor]) -> Bool {
    Node.ordered(from: tensors, inputs: inputs).contains { $0 === node }
  }

  /// Visits nodes in order until no visit changes anything. After a change, it goes back to the first node
  /// for which that may matter.
  ///
  /// - Parameter visit: returns whether it has replaced something.
  mutating func sweep(_ visit: (inout GraphRewriter, Node) -> Bool) {
    var index = 0
    while index < nodes.count {
      let node = nodes[index]
      touched = []
      if !removed.contains(node), visit(&self, node) {
        index = min(index, nodes.firstIndex(where: touched.contains) ?? index)
      } else {
        index += 1
      }
    }
  }

  /// Replaces tensors by others of the same shape. The nodes that these add get the place of `place`; nodes
  /// that nothing reads any more are removed.
  mutating func replace(_ old: [Tensor], by new: [Tensor], at place: Node) {
    precondition(old.count == new.count, "\(place.label): \(new.count) tensors for \(old.count)")
    let added = Node.ordered(from: new) { known.contains($0) ? [] : $0.inputs }
      .filter { !known.contains($0) }
    known.formUnion(added)
    for node in added { addReader(node) }
    if let index = nodes.firstIndex(of: place) {
      nodes.replaceSubrange(index...index, with: added)
    }
    for (old, new) in zip(old, new) {
      replacements[old] = new
      readers[new, default: []] += readers.removeValue(forKey: old) ?? []
      if kept.remove(old) != nil { kept.insert(new) }
    }
    touched.formUnion(added)
    for node in added { touchNeighbours(of: node) }
    for tensor in new { touched.formUnion(readers(of: tensor).map(\.node)) }
    removeUnread(old.map(\.node))
  }

  private func current(_ tensor: Tensor) -> Tensor {
    var tensor = tensor
    while let replacement = replacements[tensor] { tensor = replacement }
    return tensor
  }

  private mutating func addReader(_ node: Node) {
    for (operand, input) in node.inputs.enumerated() {
      readers[input, default: []].append(Reader(node: node, operand: operand))
    }
  }

  /// The operations that compute what a node reads, and all that read the same.
  private mutating func touchNeighbours(of node: Node) {
    for input in inputs(of: node) {
      if input.node.operation != nil { touched.insert(input.node) }
      touched.formUnion(readers(of: input).map(\.node))
    }
  }

  /// Removes those of the nodes that nothing reads, then what only they read, and so on.
  private mutating func removeUnread(_ nodes: [Node]) {
    var stack = nodes
    while let node = stack.popLast() {
      guard node.results.allSatisfy({ readers(of: $0).isEmpty && !isKept($0) }),
        removed.insert(node).inserted
      else { continue }
      for input in inputs(of: node) {
        readers[input]?.removeAll { $0.node === node }
        stack.append(input.node)
      }
      touchNeighbours(of: node)
    }
  }
}
