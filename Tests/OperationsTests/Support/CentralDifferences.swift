import Graphs
import Operations
import Testing

/// Evaluates a graph's outputs on the host in Double.
func evaluate(_ tensors: [Tensor], inputs: [String: HostTensor<Double>]) -> [HostTensor<Double>] {
  var values: [Tensor: HostTensor<Double>] = [:]
  func value(of tensor: Tensor) -> HostTensor<Double> {
    guard let value = values[tensor] else {
      preconditionFailure("a test graph reads \(tensor) before it is computed")
    }
    return value
  }
  for node in Node.ordered(from: tensors) {
    switch node.kind {
    case .input(let name):
      guard let input = inputs[name] else {
        preconditionFailure("a test graph lacks input \(name)")
      }
      values[Tensor(node: node)] = input
    case .constant(let constant):
      values[Tensor(node: node)] = HostTensor(
        constant.map(Double.init), shape: node.outputs[0].shape)
    case .variable(let variable): preconditionFailure("a test graph reads \(variable.name)")
    case .operation(let operation):
      let operands = node.inputs.map { value(of: $0) }
      for (index, value) in operation.evaluate(operands).enumerated() {
        values[Tensor(node: node, index: index)] = value
      }
    }
  }
  return tensors.map { value(of: $0) }
}

/// Checks an operation's gradient rule against central differences of its host evaluation in Double.
///
/// The scalar that is differentiated is Σ over the outputs in `outputs` of weights · output, with fixed
/// pseudorandom weights. Inputs in `skipping` (integers, random states, those without a gradient) are not
/// varied, and their gradients not checked.
func expectGradientsMatch(
  _ operation: some Operation, inputs: [HostTensor<Double>], outputs: Set<Int> = [0],
  skipping: Set<Int> = [], step: Double = 1e-5, tolerance: Double = 1e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let leaves = inputs.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
  let results = try operation.applied(to: leaves)
  var random = TestRandom(seed: 77)
  let weights = results.map { result in
    (0..<result.shape.count).map { _ in random.uniform(in: -1...1) }
  }
  func feed(_ inputs: [HostTensor<Double>]) -> [String: HostTensor<Double>] {
    Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ("input\($0.offset)", $0.element) })
  }
  func scalar(_ inputs: [HostTensor<Double>]) -> Double {
    let values = operation.evaluate(inputs)
    return outputs.sorted().reduce(0) { sum, index in
      sum + zip(values[index].values, weights[index]).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
  let upstream: [Tensor?] = results.indices.map { index in
    outputs.contains(index)
      ? Tensor.input("upstream\(index)", results[index].spec) : nil
  }
  var given = feed(inputs)
  for index in outputs {
    given["upstream\(index)"] = HostTensor(weights[index], shape: results[index].shape)
  }
  let rule = operation.gradients(leaves, results, upstream)
  for (index, input) in inputs.enumerated() where !skipping.contains(index) {
    let gradient = try #require(
      rule[index], "\(operation.name) has no gradient for input \(index)",
      sourceLocation: sourceLocation)
    let expected = (0..<input.shape.count).map { element in
      func shifted(by amount: Double) -> Double {
        var values = input.values
        values[element] += amount
        var moved = inputs
        moved[index] = HostTensor(values, shape: input.shape)
        return scalar(moved)
      }
      return (shifted(by: step) - shifted(by: -step)) / (2 * step)
    }
    expectClose(
      evaluate([gradient], inputs: given)[0], HostTensor(expected, shape: input.shape),
      tolerance: tolerance, "\(operation.name), gradient of input \(index)",
      sourceLocation: sourceLocation)
  }
}
