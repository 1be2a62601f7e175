public import Compute
public import Graphs

/// Runs of a plan, one behind the other: the device is given the next run before the outputs of the last
/// one are read, and the inputs after that are put together meanwhile.
///
///     host     inputs 2, start 2 │ outputs 1, inputs 3, start 3 │ outputs 2 …
///     device   ── run 1 ───────────┤── run 2 ─────────────────────┤── run 3 ──
public struct RunSequence {
  private let executor: any Executor
  private let plan: LoadedPlan
  private let outputs: [String]
  private let runsAtATime: Int
  private var inFlight: [PendingRun] = []

  /// - Parameters:
  ///   - outputs: those that are wanted, by name.
  ///   - runsAtATime: how many runs may be submitted and not yet read, 1 or 2.
  public init(
    _ plan: LoadedPlan, reading outputs: [String], on executor: any Executor, runsAtATime: Int = 2
  ) {
    precondition((1...2).contains(runsAtATime), "\(runsAtATime) runs at a time")
    self.executor = executor
    self.plan = plan
    self.outputs = outputs
    self.runsAtATime = runsAtATime
  }

  /// Starts a run, and returns the outputs of the earliest one in flight; nil where there is room for
  /// another before that.
  public mutating func start(
    _ inputs: [String: HostTensor<Float>]
  ) throws(ComputeError) -> [String: HostTensor<Float>]? {
    inFlight.append(try executor.submit(plan, inputs: inputs, reading: outputs))
    return inFlight.count < runsAtATime ? nil : try finish()
  }

  /// Waits for the earliest run in flight and returns its outputs; nil when none is.
  public mutating func finish() throws(ComputeError) -> [String: HostTensor<Float>]? {
    inFlight.isEmpty ? nil : try inFlight.removeFirst().outputs()
  }
}
