/// A computation with named outputs and assignments to variables: a pure value that can be printed.
public struct Graph: Sendable {
  public struct Output: Sendable {
    public let name: String
    public let tensor: Tensor

    public init(_ name: String, _ tensor: Tensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// The value that a variable has after an execution; every read in the graph sees the value before.
  public struct Assignment: Sendable {
    public let variable: Variable
    public let value: Tensor

    /// - Precondition: the value has the variable's shape and element type.
    public init(_ variable: Variable, _ value: Tensor) {
      precondition(
        value.spec == variable.spec, "\(variable.name) is \(variable.spec), not \(value.spec)")
      self.variable = variable
      self.value = value
    }
  }

  public let outputs: [Output]
  public let assignments: [Assignment]
  /// Every node that an output or an assignment needs, inputs before their readers.
  package let nodes: [Node]

  /// - Precondition: names of outputs and variables of assignments are unique, and leaves of one
  ///   name agree in shape.
  public init(outputs: [Output], assignments: [Assignment] = []) {
    precondition(
      Set(outputs.map(\.name)).count == outputs.count, "two outputs of a graph share a name")
    precondition(
      Set(assignments.map(\.variable.name)).count == assignments.count,
      "a graph assigns one variable twice")
    self.outputs = outputs
    self.assignments = assignments
    nodes = Node.ordered(from: outputs.map(\.tensor) + assignments.map(\.value))
    var specs: [String: TensorSpec] = [:]
    for node in nodes {
      guard let name = node.leafName else { continue }
      precondition(
        specs.updateValue(node.outputs[0], forKey: name) ?? node.outputs[0] == node.outputs[0],
        "two leaves named \(name) differ in shape")
    }
  }

  /// The variables that the graph reads or assigns, sorted by name.
  public var variables: [Variable] {
    var found: [String: Variable] = [:]
    for node in nodes {
      if case .variable(let variable) = node.kind { found[variable.name] = variable }
    }
    for assignment in assignments { found[assignment.variable.name] = assignment.variable }
    return found.values.sorted { $0.name < $1.name }
  }

  /// The bytes of all tensors that operations produce, without variables and inputs.
  public var tensorBytes: Int {
    nodes.filter { $0.operation != nil }.flatMap(\.outputs).reduce(0) { $0 + $1.byteCount }
  }

  /// The same graph with some tensors replaced by others of the same shape, which may be replaced in their
  /// turn. Only nodes that then read something else are rebuilt.
  ///
  /// - Precondition: no replacement depends on what it replaces.
  package func replacing(_ replacements: [Tensor: Tensor]) -> Graph {
    var rebuilt: [Node: Node] = [:]
    func replaced(_ tensor: Tensor) -> Tensor {
      var tensor = tensor
      while let replacement = replacements[tensor] { tensor = replacement }
      return tensor
    }
    func final(_ tensor: Tensor) -> Tensor {
      let tensor = replaced(tensor)
      return rebuilt[tensor.node].map { Tensor(node: $0, index: tensor.index) } ?? tensor
    }
    let roots = outputs.map(\.tensor) + assignments.map(\.value)
    for node in Node.ordered(from: roots.map(replaced), inputs: { $0.inputs.map(replaced) }) {
      let inputs = node.inputs.map(final)
      if inputs != node.inputs { rebuilt[node] = node.rebuilt(inputs: inputs) }
    }
    return Graph(
      outputs: outputs.map { Output($0.name, final($0.tensor)) },
      assignments: assignments.map { Assignment($0.variable, final($0.value)) })
  }
}

extension Node {
  /// The name of an input or a variable, with its kind, or nil.
  fileprivate var leafName: String? {
    switch kind {
    case .input(let name): "input " + name
    case .variable(let variable): "variable " + variable.name
    case .constant, .operation: nil
    }
  }
}
