import Graphs

/// Evaluates a tensor on the host in Double.
///
/// - Parameter leaves: the values of inputs and variables by name.
func evaluate(_ tensor: Tensor, _ leaves: [String: HostTensor<Double>]) -> HostTensor<Double> {
  var values: [Tensor: HostTensor<Double>] = [:]
  func value(of tensor: Tensor) -> HostTensor<Double> {
    guard let value = values[tensor] else {
      preconditionFailure("a test graph reads \(tensor) before it is computed")
    }
    return value
  }
  func leaf(_ name: String) -> HostTensor<Double> {
    guard let value = leaves[name] else { preconditionFailure("a test graph lacks \(name)") }
    return value
  }
  for node in Node.ordered(from: [tensor]) {
    switch node.kind {
    case .input(let name): values[Tensor(node: node)] = leaf(name)
    case .variable(let variable): values[Tensor(node: node)] = leaf(variable.name)
    case .constant(let constant):
      values[Tensor(node: node)] = HostTensor(
        constant.map(Double.init), shape: node.outputs[0].shape)
    case .operation(let operation):
      for (index, result) in operation.evaluate(node.inputs.map { value(of: $0) }).enumerated() {
        values[Tensor(node: node, index: index)] = result
      }
    }
  }
  return value(of: tensor)
}
