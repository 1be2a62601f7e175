import Execution
import Graphs
import Operations
import Testing

extension Graph {
  /// The graph of some tensors; its outputs are named output0, output1, … in their order.
  init(of tensors: [Tensor]) {
    self.init(outputs: tensors.enumerated().map { Output("output\($0.offset)", $0.element) })
  }

  /// The names of the operations, in the order of execution.
  var operationNames: [String] { nodes.compactMap(\.operation).map(\.name) }
}

/// Runs a graph of several operations on a target and returns the values of `tensors`.
///
/// - Parameter tuning: choices that force variants.
func run(
  _ tensors: [Tensor], inputs: [String: HostTensor<Float>], on target: TestTarget,
  tuning: TuningRecord = TuningRecord()
) throws -> [HostTensor<Float>] {
  let graph = Graph(of: tensors)
  var values: [HostTensor<Float>] = []
  try SharedExecutors.shared.use(target) { executor, poison in
    let loaded = try executor.load(Plan(graph, for: executor.traits, tuning: tuning))
    defer { executor.unload(loaded) }
    try poison.fill(executor)
    try executor.run(loaded, inputs: inputs)
    values = try tensors.indices.map { try executor.read("output\($0)", of: loaded) }
  }
  return values
}

/// Runs a graph on every target and compares each tensor with the host's evaluation in Double.
///
/// Later operations are the last readers of their operands, so in-place pairs and aliases take effect,
/// which a single operation on inputs does not test.
func expectGraphMatchesOracle(
  _ tensors: [Tensor], inputs: [String: HostTensor<Double>], tolerance: Double = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  guard TestLimit.allows(inputs) else { return }
  let single = inputs.mapValues { $0.converted(to: Float.self) }
  let expected = evaluate(tensors, inputs: single.mapValues { $0.converted(to: Double.self) })
  for target in TestTarget.all {
    let actual = try run(tensors, inputs: single, on: target)
    for (index, oracle) in expected.enumerated() {
      expectClose(
        actual[index], oracle, tolerance: tolerance,
        "output \(index) on \(target.testDescription)", sourceLocation: sourceLocation)
    }
  }
}
