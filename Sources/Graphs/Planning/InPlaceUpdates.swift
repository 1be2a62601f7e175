/// Assigned variables whose new value is computed in the variable's own memory, so that nothing is
/// copied.
enum InPlaceUpdates {
  /// The nodes that may write an assigned variable in place, with the variable of each output.
  ///
  /// Such a node is executed after all others, so that they read the old value. It qualifies when only
  /// assignments read its outputs, no other such node reads a variable that it overwrites, and no output
  /// or assignment is that variable's old value.
  static func last(of graph: Graph, _ lowerings: [Node: Lowering]) -> [Node: [Int: Variable]] {
    let read = Set(graph.nodes.flatMap(\.inputs).map(\.node))
    let outputs = Set(graph.outputs.map(\.tensor.node))
    let readLater = readAfterwards(graph, lowerings)
    var found: [Node: [Int: Variable]] = [:]
    for assignment in graph.assignments {
      let node = assignment.value.node
      guard let lowering = lowerings[node], !read.contains(node), !outputs.contains(node) else {
        continue
      }
      if writesItself(assignment, lowering) {
        found[node, default: [:]][assignment.value.index] = assignment.variable
      }
    }
    let candidates = found
    for (node, variables) in candidates {
      let own = Set(variables.values.map(\.name))
      let others = candidates.filter { $0.key != node }.values.flatMap(\.values).map(\.name)
      let reads = node.inputs.compactMap { variable(aliasedBy: $0, lowerings)?.name }
      if !Set(others).isDisjoint(with: reads) || !own.isDisjoint(with: readLater) {
        found[node] = nil
      }
    }
    return found
  }

  /// The nodes that may do so in their place in the order, with the variable of each output: nothing that
  /// comes later reads the old value. Other nodes may read the new one.
  static func inOrder(
    _ order: [Node], of graph: Graph, _ lowerings: [Node: Lowering]
  ) -> [Node: [Int: Variable]] {
    let readLater = readAfterwards(graph, lowerings)
    var lastReader: [String: Node] = [:]
    for node in order {
      for input in node.inputs {
        if let name = variable(aliasedBy: input, lowerings)?.name { lastReader[name] = node }
      }
    }
    var found: [Node: [Int: Variable]] = [:]
    for assignment in graph.assignments {
      let (node, name) = (assignment.value.node, assignment.variable.name)
      guard let lowering = lowerings[node], lastReader[name] == node, !readLater.contains(name),
        node.inputs.count(where: { variable(aliasedBy: $0, lowerings)?.name == name }) == 1,
        writesItself(assignment, lowering)
      else { continue }
      found[node, default: [:]][assignment.value.index] = assignment.variable
    }
    return found
  }

  /// Whether the operation may compute the value in place of the variable that it is assigned to.
  private static func writesItself(
    _ assignment: Graph.Assignment, _ lowering: Lowering
  ) -> Bool {
    lowering.inPlace.contains { pair in
      guard pair.output == assignment.value.index,
        case .variable(let variable) = assignment.value.node.inputs[pair.input].node.kind
      else { return false }
      return variable.name == assignment.variable.name
    }
  }

  /// Variables whose old value is read after the last step, by an output or a copy.
  private static func readAfterwards(
    _ graph: Graph, _ lowerings: [Node: Lowering]
  ) -> Set<String> {
    Set(
      (graph.outputs.map(\.tensor) + graph.assignments.map(\.value)).compactMap {
        variable(aliasedBy: $0, lowerings)?.name
      })
  }

  /// The variable that a tensor is, perhaps in another shape; nil for any other tensor.
  private static func variable(
    aliasedBy tensor: Tensor, _ lowerings: [Node: Lowering]
  ) -> Variable? {
    var tensor = tensor
    while let alias = lowerings[tensor.node]?.aliases.first(where: { $0.output == tensor.index }) {
      tensor = tensor.node.inputs[alias.input]
    }
    if case .variable(let variable) = tensor.node.kind { return variable }
    return nil
  }
}
