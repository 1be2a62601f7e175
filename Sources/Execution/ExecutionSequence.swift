package import Compute
package import Graphs

/// Executions of a plan, one after another: the device is given the next one before the outputs of the
/// last are read, and the host prepares the inputs of the one after that meanwhile.
///
///     host     inputs 3 │ outputs 1, start 3 │ inputs 4 │ outputs 2, start 4 │ …
///     device   ── 1 ──────┤──── 2 ──────────────┤──── 3 ──────────────┤
package struct ExecutionSequence {
  private let executor: any Executor
  private let plan: LoadedPlan
  private let outputs: [String]
  private let maxInFlight: Int
  private var inFlight: [PendingExecution] = []

  /// - Parameters:
  ///   - outputs: the names of those that are read.
  ///   - maxInFlight: how many executions may be submitted and not yet read, 1 or 2.
  package init(
    _ plan: LoadedPlan, reading outputs: [String], on executor: any Executor, maxInFlight: Int = 2
  ) {
    precondition((1...2).contains(maxInFlight), "\(maxInFlight) executions in flight")
    self.executor = executor
    self.plan = plan
    self.outputs = outputs
    self.maxInFlight = maxInFlight
  }

  /// Whether an execution can be started before the outputs of another are read.
  package var hasRoom: Bool { inFlight.count < maxInFlight }

  /// Starts an execution.
  ///
  /// - Precondition: there is room for it.
  package mutating func start(_ inputs: [String: HostTensor<Float>]) throws(ComputeError) {
    precondition(hasRoom, "\(inFlight.count) executions are in flight")
    inFlight.append(try executor.submit(plan, inputs: inputs, reading: outputs))
  }

  /// Waits for the earliest execution in flight and returns its outputs; nil when there is none.
  package mutating func finish() throws(ComputeError) -> [String: HostTensor<Float>]? {
    inFlight.isEmpty ? nil : try inFlight.removeFirst().outputs()
  }
}
