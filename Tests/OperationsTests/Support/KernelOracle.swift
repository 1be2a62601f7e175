import Compute
import Execution
import Graphs
import Operations
import Synchronization
import Testing

/// One executor per target for the whole test run, so that equal kernels are compiled once; tests that
/// run side by side take turns on each target.
final class SharedExecutors: Sendable {
  private struct Entry {
    let executor: OpenCLExecutor
    let leftovers: MemoryPoison
  }

  /// A target's executor, made by its first test.
  private final class Slot: Sendable {
    let entry = Mutex<Entry?>(nil)
  }

  private let slots = Mutex<[String: Slot]>([:])

  static let shared = SharedExecutors()

  func use(
    _ target: TestTarget, _ body: (OpenCLExecutor, MemoryPoison) throws -> Void
  ) throws {
    let slot = slots.withLock { slots in
      let slot = slots[target.key] ?? Slot()
      slots[target.key] = slot
      return slot
    }
    try slot.entry.withLock { entry in
      let present =
        try entry
        ?? Entry(executor: target.makeExecutor(), leftovers: MemoryPoison(on: try target.device))
      entry = present
      try body(present.executor, present.leftovers)
    }
  }
}

/// Runs an operation's kernels on every target and compares all outputs with its host evaluation in
/// Double, in the norm: ‖kernel − oracle‖ ≤ tolerance · ‖oracle‖ + tolerance · 1e-3.
///
/// A case that is larger than `TestLimit` allows is left out.
///
/// - Parameter tuning: choices to force variants with.
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
    try SharedExecutors.shared.use(target) { executor, leftovers in
      let loaded = try executor.load(Plan(graph, for: executor.traits, tuning: tuning))
      defer { executor.unload(loaded) }
      try leftovers.leave(for: executor)
      try executor.run(loaded, inputs: feed)
      for (index, oracle) in expected.enumerated() {
        let actual = try executor.read("output\(index)", of: loaded)
        #expect(actual.spec == results[index].spec, sourceLocation: sourceLocation)
        let distance = relativeDistance(actual, oracle)
        #expect(
          distance <= tolerance,
          "\(operation.name) output \(index) on \(target.testDescription): \(distance)",
          sourceLocation: sourceLocation)
      }
    }
  }
}

/// ‖a − b‖ / (‖b‖ + 1e-3); integers must agree exactly, and infinity is returned where they do not.
func relativeDistance(_ actual: HostTensor<Float>, _ expected: HostTensor<Double>) -> Double {
  if case .integer(let integers) = expected.storage {
    return actual.integers == integers ? 0 : .infinity
  }
  var difference = 0.0
  var norm = 0.0
  for (a, b) in zip(actual.values, expected.values) {
    difference += (Double(a) - b) * (Double(a) - b)
    norm += b * b
  }
  let distance = difference.squareRoot() / (norm.squareRoot() + 1e-3)
  return distance.isNaN ? .infinity : distance
}
