import Compute
import Execution
import Graphs

extension Trainer {
  /// The first tensor of the step, in the order of computation, that holds a number that is not
  /// finite: its layer's path and operation.
  ///
  /// The variables are still those before the step, so the step can be described again with every
  /// tensor as an output, without updates, and run once more. An output is float32: a tensor that was
  /// stored in half precision counts as what it was there.
  func firstNonFinite(_ inputs: [String: HostTensor<Float>]) throws -> String {
    for (name, value) in inputs.sorted(by: { $0.key < $1.key }) {
      if case .real(let values) = value.storage, !values.allSatisfy(\.isFinite) {
        return "input \(name)"
      }
    }
    for variable in variables where variable.spec.elementType == .float32 {
      if try !executor.value(of: variable).values.allSatisfy(\.isFinite) { return variable.name }
    }
    let tensors = plan.graph.nodes.filter { $0.operation != nil }.flatMap { node in
      node.outputs.indices.map { Tensor(node: node, index: $0) }
    }.filter { $0.spec.elementType == .float32 }
    let graph = Graph(
      outputs: tensors.enumerated().map { Graph.Output("\($0.offset)", $0.element) })
    let loaded = try executor.load(try Plan(graph, for: executor.traits, tuning: executor.tuning))
    let half = plan.graph.halfTensors(for: executor.traits)
    let known = loaded.plan.inputs
    try executor.run(loaded, inputs: inputs.filter { known[$0.key] != nil })
    for (number, tensor) in tensors.enumerated() {
      let value = try executor.read("\(number)", of: loaded)
      if !(half.contains(tensor) ? value.roundedToHalf : value).values.allSatisfy(\.isFinite) {
        return "\(tensor.node.label) (\(tensor.node.operation?.name ?? "leaf"))"
      }
    }
    return "no tensor when the step was run again"
  }
}
