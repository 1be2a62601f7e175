import Compute
import Execution
import Graphs

extension Trainer {
  /// The first tensor of a step, in the order of computation, with a value that is not finite: its
  /// layer's path and operation.
  ///
  /// The variables are still those before the step, so that the step can be run again without updates
  /// and with every tensor as an output. Outputs are float32; those that the step stores in half
  /// precision are rounded to it first.
  ///
  /// - Parameter parts: the inputs of each part of the step.
  func firstNonFinite(_ parts: [InputValues]) throws -> String {
    // What the step has accumulated may not be finite; the first part does not read it.
    for variable in devicePlan.variables where variable.role == .control {
      try executor.set(variable, to: HostTensor(zeros: variable.spec))
    }
    for inputs in parts {
      if let name = try firstNonFinite(inputs) { return name }
    }
    return "no tensor when the step was run again"
  }

  /// The first one of a part, nil where there is none.
  private func firstNonFinite(_ inputs: InputValues) throws -> String? {
    for (name, value) in inputs.values(for: devicePlan).sorted(by: { $0.key < $1.key }) {
      if case .real(let values) = value.storage, !values.allSatisfy(\.isFinite) {
        return "input \(name)"
      }
    }
    for variable in variables where variable.spec.elementType == .float32 {
      if try !executor.value(of: variable).values.allSatisfy(\.isFinite) { return variable.name }
    }
    let results = plan.graph.nodes.flatMap { node in
      node.operation.map { operation in
        node.outputs.indices.map { (tensor: Tensor(node: node, index: $0), operation: operation) }
      } ?? []
    }.filter { $0.tensor.spec.elementType == .float32 }
    let graph = Graph(
      outputs: results.enumerated().map { Graph.Output("\($0.offset)", $0.element.tensor) })
    let loaded = try executor.load(try Plan(graph, for: executor.traits, tuning: executor.tuning))
    let half = plan.graph.halfTensors(for: executor.traits)
    try executor.run(loaded, inputs: inputs.values(for: loaded.plan))
    for (number, (tensor, operation)) in results.enumerated() {
      let value = try executor.read("\(number)", of: loaded)
      if !(half.contains(tensor) ? value.roundedToHalf : value).values.allSatisfy(\.isFinite) {
        return "\(tensor.node.label) (\(operation.name))"
      }
    }
    return nil
  }
}
