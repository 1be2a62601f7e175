import Compute
import Datasets
import Devices
import Execution
import Graphs
import Operations
import Runs
import Training

/// A benchmark whose kernels are compiled and whose memory is allocated: blocks of steps can be timed.
final class LoadedBenchmark {
  let benchmark: Benchmark
  let opened: OpenedDevice
  private let plan: Plan
  private let submission: Submission
  /// Finishes a step; none after the one with the given number is started before.
  private let finishNext: (_ last: Int) throws -> Void
  private var finished = 0

  /// The times of a block of steps.
  struct Measured {
    let plan: Plan
    let submission: Submission
    /// Of each step.
    let seconds: [Double]
    /// Spent on submitting all of them.
    let hostSeconds: Double
    let launches: [LaunchTime]
  }

  init(_ benchmark: Benchmark, _ report: (RunEvent) -> Void) throws {
    self.benchmark = benchmark
    opened = try OpenedDevice(
      benchmark.device, precision: benchmark.precision, profiling: benchmark.profile,
      vectorWidth: benchmark.vectorWidth, submission: benchmark.submission, cache: benchmark.cache,
      warn: { report(.warning($0)) })
    report(.message("device: \(opened.summary)"))
    (plan, submission, finishNext) =
      benchmark.work == .training
      ? try Self.training(benchmark, on: opened.executor, report)
      : try Self.predictions(benchmark, on: opened.executor, report)
  }

  private typealias Steps = (Plan, Submission, (_ last: Int) throws -> Void)

  private static func training(
    _ benchmark: Benchmark, on executor: any Executor, _ report: (RunEvent) -> Void
  ) throws -> Steps {
    let trainer = try Trainer(
      try benchmark.settings.makeTrainingPlan(), on: executor, seed: benchmark.seed,
      maxInFlight: benchmark.maxInFlight
    ) {
      report(.compiling(done: $0, total: $1))
    }
    var steps = StepSequence(trainer, try benchmark.syntheticBatches(), until: .max)
    return (
      trainer.devicePlan, trainer.submission, { last in _ = try steps.finishNext(before: last) }
    )
  }

  private static func predictions(
    _ benchmark: Benchmark, on executor: any Executor, _ report: (RunEvent) -> Void
  ) throws -> Steps {
    let (graph, input) = try benchmark.predictions()
    let loaded = try executor.load(
      Plan(
        graph.fused(for: executor.traits), for: executor.traits, tuning: executor.tuning)
    ) {
      report(.compiling(done: $0, total: $1))
    }
    try executor.initialize(loaded.plan.variables, seed: benchmark.seed)
    var batches = try benchmark.syntheticBatches()
    var runs = ExecutionSequence(
      loaded, reading: loaded.plan.outputs.keys.sorted(), on: executor,
      maxInFlight: benchmark.maxInFlight)
    var started = 0
    return (
      loaded.plan, executor.submission(of: loaded),
      { last in
        while runs.hasRoom, started < last {
          try runs.start(["x": HostTensor(batches.next().x.floats, shape: input)])
          started += 1
        }
        _ = try runs.finish()
      }
    )
  }

  /// Warms up, then times every step.
  func time(steps: Int) throws -> Measured {
    let executor = opened.executor
    let warmUp = min(5, max(2, steps / 4))
    let first = finished + warmUp
    let last = first + steps
    for _ in 0..<warmUp { try finishNext(first) }
    if benchmark.profile { _ = try executor.profile() }
    let clock = ContinuousClock()
    let before = executor.submissionTime
    let seconds = try (0..<steps).map { _ in
      try clock.measure { try finishNext(last) }.seconds
    }
    finished = last
    return Measured(
      plan: plan, submission: submission, seconds: seconds,
      hostSeconds: (executor.submissionTime - before).seconds,
      launches: try executor.profile())
  }
}
