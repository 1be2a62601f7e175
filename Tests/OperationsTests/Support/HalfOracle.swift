import Execution
import Graphs
import Operations
import Testing

/// Half a unit in the last place of half precision. A result of the device and of the host that round to
/// different neighbours are a whole unit apart, but few are.
let halfTolerance = 0x1p-11

/// Runs an operation's kernels with its inputs, its outputs, and both in half precision, as far as it
/// supports that, and compares all outputs with its host evaluation in Double, whose inputs and results
/// are rounded as the device stores them.
///
/// Outputs that are stored in half precision may be off by `halfTolerance` of their norm, others by
/// `tolerance`.
///
/// - Parameter tuning: choices that force variants.
func expectHalfKernelsMatchOracle(
  _ operation: some HalfStorable, inputs: [HostTensor<Double>], tolerance: Double = 1e-5,
  tuning: TuningRecord = TuningRecord(), sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let specs = inputs.map(\.spec)
  guard TestLimit.allows(operation, specs) else { return }
  let single = inputs.map { $0.converted(to: Float.self) }
  let feed = Dictionary(
    uniqueKeysWithValues: single.enumerated().map { ("input\($0.offset)", $0.element) })
  for target in TestTarget.half {
    try SharedExecutors.shared.use(target) { executor, poison in
      let able = operation.halfOperands(specs, for: executor.traits)
      let variants: Set = [
        able, HalfOperands(inputs: able.inputs), HalfOperands(outputs: able.outputs),
      ]
      for half in variants where !half.isEmpty {
        let plan = try halfPlan(operation, specs, half, for: executor.traits, tuning: tuning)
        let loaded = try executor.load(plan)
        defer { executor.unload(loaded) }
        try poison.fill(executor)
        try executor.run(loaded, inputs: feed)
        let operands = single.enumerated().map { index, value in
          let stored = value.converted(to: Double.self)
          return half.inputs.contains(index) ? stored.roundedToHalf : stored
        }
        for (index, oracle) in operation.evaluate(operands).enumerated() {
          let isHalf = half.outputs.contains(index)
          expectClose(
            try executor.read("output\(index)", of: loaded),
            isHalf ? oracle.roundedToHalf : oracle,
            tolerance: isHalf ? max(tolerance, halfTolerance) : tolerance,
            "\(operation.name) output \(index), \(half), on \(target.testDescription)",
            sourceLocation: sourceLocation)
        }
      }
    }
  }
}

/// A plan of one operation with the operands `half` in half precision: an identity converts each of them
/// from or to the plan's inputs and outputs, which are float32.
private func halfPlan(
  _ operation: some HalfStorable, _ inputs: [TensorSpec], _ half: HalfOperands,
  for traits: DeviceTraits, tuning: TuningRecord
) throws -> Plan {
  let identity = Activate(.identity)
  let leaves = inputs.enumerated().map { index, spec in
    let leaf = Tensor.input("input\(index)", spec)
    return half.inputs.contains(index) ? identity(leaf) : leaf
  }
  let results = try operation.applied(to: leaves, label: "tested")
  let graph = Graph(
    outputs: results.enumerated().map { index, result in
      Graph.Output(
        "output\(index)", half.outputs.contains(index) ? identity(result) : result)
    })
  let plan = try Plan(graph, for: traits, tuning: tuning)
  let step = try #require(plan.steps.first { $0.label == "tested" })
  func stored(_ values: [Int]) -> Set<Int> {
    Set(values.indices.filter { plan.values[values[$0]].spec.elementType == .float16 })
  }
  #expect(stored(step.inputs) == half.inputs && stored(step.outputs) == half.outputs)
  return plan
}
