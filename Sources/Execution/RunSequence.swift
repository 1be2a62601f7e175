public import Compute
public import Graphs

/// Runs of a plan, one behind the other: the device is given the next run before the outputs of the last
/// one are read, and the inputs after that are put together meanwhile.
///
///     host     inputs 3 │ outputs 1, start 3 │ inputs 4 │ outputs 2, start 4 │ …
///     device   ── run 1 ──┤──── run 2 ──────────┤──── run 3 ──────────┤
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

  /// Whether a run can be started before the outputs of another are read.
  public var hasRoom: Bool { inFlight.count < runsAtATime }

  /// Starts a run.
  ///
  /// - Precondition: there is room for it.
  public mutating func start(_ inputs: [String: HostTensor<Float>]) throws(ComputeError) {
    precondition(hasRoom, "\(inFlight.count) runs are in flight")
    inFlight.append(try executor.submit(plan, inputs: inputs, reading: outputs))
  }

  /// Waits for the earliest run in flight and returns its outputs; nil when none is.
  public mutating func finish() throws(ComputeError) -> [String: HostTensor<Float>]? {
    inFlight.isEmpty ? nil : try inFlight.removeFirst().outputs()
  }
}
