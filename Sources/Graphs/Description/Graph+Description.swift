extension Graph: CustomStringConvertible {
  /// One line per node: number, operation, inputs, outputs, layer.
  public var description: String {
    var numbers: [Node: Int] = [:]
    var lines: [String] = []
    func reference(_ tensor: Tensor) -> String {
      guard let number = numbers[tensor.node] else {
        preconditionFailure(
          "\(tensor.node.label) (\(tensor.node.operationName)) comes after its reader")
      }
      return tensor.node.outputs.count > 1 ? "%\(number).\(tensor.index)" : "%\(number)"
    }
    for (number, node) in nodes.enumerated() {
      numbers[node] = number
      let what =
        switch node.kind {
        case .input(let name): "input \(name)"
        case .variable(let variable): "variable \(variable.name)"
        case .constant(let values): "constant of \(values.count)"
        case .operation(let operation):
          "\(operation.name)(\(node.inputs.map(reference).joined(separator: ", ")))"
        }
      let specs = node.outputs.map(\.description).joined(separator: ", ")
      lines.append("%\(number) = \(what) : \(specs)  \(node.label)")
    }
    lines += outputs.map { "output \($0.name) = \(reference($0.tensor))" }
    lines += assignments.map { "assign \($0.variable.name) = \(reference($0.value))" }
    return lines.joined(separator: "\n")
  }
}
