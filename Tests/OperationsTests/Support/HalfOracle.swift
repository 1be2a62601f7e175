import Execution
import Graphs
import Operations
import Testing

/// Half a place of the last of half precision's bits: where the device's result and the host's lie on
/// either side of the middle between two numbers, they are a whole place apart, but few do.
let halfTolerance = 0x1p-11

/// Runs an operation's kernels with its inputs, its outputs and both in half precision, as far as it can
/// have them so, and compares all outputs with its host evaluation in Double, which is given rounded
/// inputs and rounded as the device stores it.
///
/// Results that are stored in half precision may be off by `halfTolerance` of their norm, others by
/// `tolerance`.
///
/// - Parameter tuning: choices to force variants with.
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
          let distance = relativeDistance(
            try executor.read("output\(index)", of: loaded),
            isHalf ? oracle.roundedToHalf : oracle)
          #expect(
            distance <= (isHalf ? max(tolerance, halfTolerance) : tolerance),
            "\(operation.name) output \(index), \(half), on \(target.testDescription): \(distance)",
            sourceLocation: sourceLocation)
        }
      }
    }
  }
}

/// A plan of one operation whose operands of `half` are stored so: between it and the plan's inputs and
/// outputs, which are float32, stands an identity.
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
  let plan = Plan(graph, for: traits, tuning: tuning)
  let step = try #require(plan.steps.first { $0.label == "tested" })
  func stored(_ values: [Int]) -> Set<Int> {
    Set(values.indices.filter { plan.values[values[$0]].spec.elementType == .float16 })
  }
  #expect(stored(step.inputs) == half.inputs && stored(step.outputs) == half.outputs)
  return plan
}
