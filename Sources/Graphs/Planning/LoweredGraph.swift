/// A graph in execution order with every operation lowered, before memory is planned.
struct LoweredGraph {
  struct Step {
    let operation: any Operation
    let label: String
    let inputs: [Int]
    let outputs: [Int]
    let lowering: Lowering
  }

  let leaves: [Node]
  private var index: [Tensor: Int] = [:]
  private(set) var specs: [TensorSpec] = []
  /// The storage of a leaf, or of a result that is computed in a variable's own memory.
  private(set) var fixed: [Int: Plan.Storage] = [:]
  private(set) var steps: [Step] = []
  private(set) var copies: [Plan.Copy] = []
  private(set) var inPlaceAssignments: [Plan.Copy] = []
  /// Values that are read after the last step: outputs, and values copied into variables.
  private(set) var kept: Set<Int> = []

  /// - Throws: `PlanError` for sizes that kernels cannot count, before anything is lowered where a
  ///   tensor is too large.
  init(_ graph: Graph, for device: DeviceTraits, tuning: TuningRecord) throws(PlanError) {
    try SizeLimit.check(graph)
    let half = graph.halfTensors(for: device)
    var lowerings: [Node: Lowering] = [:]
    for node in graph.nodes {
      guard let operation = node.operation else { continue }
      let lowering = Self.lowering(operation, of: node, half, for: device, tuning)
      try SizeLimit.check(lowering, of: node)
      lowerings[node] = lowering
    }
    let last = InPlaceUpdates.last(of: graph, lowerings)
    let order = graph.nodes.filter { last[$0] == nil } + graph.nodes.filter { last[$0] != nil }
    let updates = last.merging(
      InPlaceUpdates.inOrder(order, of: graph, lowerings)
    ) { first, _ in first }
    for (node, variables) in updates where variables.count == node.outputs.count {
      guard let operation = node.operation as? any InPlaceLowering else { continue }
      lowerings[node] = operation.lowerInPlace(
        node.inputs.map(\.spec), for: device, tuning: tuning)
    }
    leaves = order.filter { $0.operation == nil }

    var constants = 0
    for node in order {
      for output in node.outputs.indices {
        let tensor = Tensor(node: node, index: output)
        index[tensor] = specs.count
        specs.append(
          half.contains(tensor) ? TensorSpec(tensor.shape, .float16) : node.outputs[output])
      }
      let first = specs.count - node.outputs.count
      switch node.kind {
      case .input(let name): fixed[first] = .input(name)
      case .variable(let variable): fixed[first] = .variable(variable.name)
      case .constant:
        fixed[first] = .constant(constants)
        constants += 1
      case .operation(let operation):
        for (output, variable) in updates[node] ?? [:] {
          fixed[first + output] = .variable(variable.name)
        }
        guard let lowering = lowerings[node] else {
          preconditionFailure("\(node.label) (\(operation.name)) was not lowered")
        }
        steps.append(
          Step(
            operation: operation, label: node.label, inputs: node.inputs.map { value(of: $0) },
            outputs: Array(first..<specs.count), lowering: lowering))
      }
    }
    for assignment in graph.assignments {
      let copy = Plan.Copy(value: value(of: assignment.value), variable: assignment.variable.name)
      if updates[assignment.value.node]?[assignment.value.index] != assignment.variable {
        copies.append(copy)
      } else {
        inPlaceAssignments.append(copy)
      }
    }
    kept = Set(copies.map(\.value) + graph.outputs.map { value(of: $0.tensor) })
  }

  /// The index of a tensor's value.
  func value(of tensor: Tensor) -> Int {
    guard let value = index[tensor] else {
      preconditionFailure(
        "output \(tensor.index) of \(tensor.node.label) (\(tensor.node.operationName)) is read "
          + "before it is computed")
    }
    return value
  }

  /// The launches of an operation, whose tensors among `half` are stored as float16.
  private static func lowering(
    _ operation: any Operation, of node: Node, _ half: Set<Tensor>, for device: DeviceTraits,
    _ tuning: TuningRecord
  ) -> Lowering {
    let inputs = node.inputs.map(\.spec)
    let current = tuning.current(for: operation, inputs, on: device)
    if let storable = operation as? any HalfStorable {
      return storable.lower(
        inputs, half: HalfOperands(of: node, in: half), for: device, tuning: current)
    }
    return operation.lower(inputs, for: device, tuning: current)
  }
}
