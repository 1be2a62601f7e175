import Execution
public import Graphs
import Runs

/// What a benchmark measured; its JSON keys are those of the command.
public struct BenchmarkResult: Sendable, Codable {
  public struct Spread: Sendable, Codable {
    public let min: Double
    public let median: Double
    public let max: Double
  }

  public let model: String
  public let family: String
  public let batchSize: Int
  public let device: String
  public let precision: DeviceTraits.Precision
  public let work: Benchmark.Work
  /// Whether no training steps were timed.
  public let inference: Bool
  public let steps: Int
  /// The batch size over the median step.
  public let imagesPerSecond: Double
  public let stepMilliseconds: Spread
  /// The plan's arithmetic over the median step.
  public let gflops: Double
  /// Multiply-adds in registers, measured just before; nil on the host.
  public let peakGflops: Double?
  /// Floating-point operations of one step, a multiply-add counted as two.
  public let operationsPerStep: Int
  public let arenaBytes: Int
  public let launchesPerStep: Int
  /// Bytes of operands read and results written in one step, by each operation once each.
  public let bytesPerStep: Int
  /// A copy's bytes per second in 10⁹, measured just before; nil on the host.
  public let peakGigabytesPerSecond: Double?
  /// What the step takes at least at the measured peaks: Σ max(arithmetic / peak, bytes / bandwidth).
  public let floorMilliseconds: Double?
  /// The same for an NVIDIA H200.
  public let floorMillisecondsH200: Double
  /// What the host spends on submitting one step, in the mean; 0 on the host itself.
  public let hostMilliseconds: Double
  /// How the launches reach the device.
  public let submission: String
  /// Steps that were on the device at a time.
  public let stepsAtATime: Int
  /// Operations of the step, each shape once, that run with measured choices.
  public let tunedOperations: Int
  /// The longest first; nil unless asked for. Its last entry is what the step takes beside launches.
  public let profile: [OperationTime]?
  /// The share of the mean step that the launches of the profile take, from 0 to 1.
  public let explainedShare: Double?

  init(
    benchmark: Benchmark, device: String, tuning: TuningRecord, rates: DeviceRates?,
    measured: LoadedBenchmark.Measured
  ) {
    let (plan, seconds) = (measured.plan, measured.seconds)
    let sorted = seconds.sorted()
    let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    model = benchmark.model.rawValue
    family = benchmark.family.rawValue
    batchSize = benchmark.batchSize
    self.device = device
    precision = benchmark.precision
    work = benchmark.work
    inference = work != .training
    steps = seconds.count
    imagesPerSecond = Double(benchmark.batchSize) / median
    stepMilliseconds = Spread(
      min: 1e3 * sorted[0], median: 1e3 * median, max: 1e3 * sorted[sorted.count - 1])
    gflops = Double(plan.flops) / median / 1e9
    peakGflops = rates?.gigaflops
    operationsPerStep = plan.flops
    arenaBytes = plan.arenaBytes
    launchesPerStep = plan.launchCount
    bytesPerStep = plan.bytesMoved
    peakGigabytesPerSecond = rates?.gigabytesPerSecond
    floorMilliseconds = rates.map { plan.floorMilliseconds(on: $0) }
    floorMillisecondsH200 = plan.floorMilliseconds(on: .h200)
    hostMilliseconds = 1e3 * measured.hostSeconds / Double(seconds.count)
    submission = measured.submission.description
    stepsAtATime = benchmark.maxInFlight
    tunedOperations = plan.tuningKeys.count { tuning.entries[$0] != nil }
    let meanStep = seconds.reduce(0, +) / Double(seconds.count)
    profile =
      benchmark.profile
      ? OperationTime.table(
        measured.launches, of: plan, peak: rates?.gigaflops, meanStep: meanStep,
        steps: seconds.count) : nil
    explainedShare = profile.map { rows in
      rows.dropLast().reduce(0) { $0 + $1.milliseconds } / (1e3 * meanStep)
    }
  }
}
