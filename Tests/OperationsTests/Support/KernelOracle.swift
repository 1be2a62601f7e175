import Execution
import Graphs
import Operations
import Testing

/// Runs an operation's kernels on every target and compares all outputs with its host evaluation in
/// Double, in the norm: ‖kernel − oracle‖ ≤ tolerance · ‖oracle‖ + tolerance · 1e-3.
///
/// A case that is larger than `TestLimit` allows is skipped.
///
/// - Parameter tuning: choices that force variants.
func expectKernelsMatchOracle(
  _ operation: some Operation, inputs: [HostTensor<Double>], tolerance: Double = 1e-5,
  tuning: TuningRecord = TuningRecord(), targets: [TestTarget] = TestTarget.all,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let single = inputs.map { $0.converted(to: Float.self) }
  guard TestLimit.allows(operation, single.map(\.spec)) else { return }
  // The oracle sees the same rounded inputs as the device.
  let expected = operation.evaluate(single.map { $0.converted(to: Double.self) })
  let leaves = single.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
  let results = try operation.applied(to: leaves)
  let graph = Graph(of: results)
  let feed = Dictionary(
    uniqueKeysWithValues: single.enumerated().map { ("input\($0.offset)", $0.element) })
  for target in targets {
    try SharedExecutors.shared.use(target) { executor, poison in
      let loaded = try executor.load(Plan(graph, for: executor.traits, tuning: tuning))
      defer { executor.unload(loaded) }
      try poison.fill(executor)
      try executor.run(loaded, inputs: feed)
      for (index, oracle) in expected.enumerated() {
        let actual = try executor.read("output\(index)", of: loaded)
        #expect(actual.spec == results[index].spec, sourceLocation: sourceLocation)
        expectClose(
          actual, oracle, tolerance: tolerance,
          "\(operation.name) output \(index) on \(target.testDescription)",
          sourceLocation: sourceLocation)
      }
    }
  }
}
