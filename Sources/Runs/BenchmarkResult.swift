import Execution
import Graphs

/// What a benchmark measured; its JSON keys are those of the command.
public struct BenchmarkResult: Sendable, Codable {
  public struct Spread: Sendable, Codable {
    public let min: Double
    public let median: Double
    public let max: Double
  }

  /// The device's time for one operation of one layer, per step.
  public struct OperationTime: Sendable, Codable {
    public let operation: String
    public let layer: String
    /// Launches per step.
    public let launches: Double
    public let milliseconds: Double
  }

  public let model: String
  public let family: String
  public let batchSize: Int
  public let device: String
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
  /// The longest first; nil unless asked for. Its last entry is what the step takes beside launches.
  public let profile: [OperationTime]?

  init(
    benchmark: Benchmark, plan: Plan, device: String, peak: Double?, seconds: [Double],
    launches: [LaunchTime]
  ) {
    let sorted = seconds.sorted()
    let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    model = benchmark.model.rawValue
    family = benchmark.family.rawValue
    batchSize = benchmark.batchSize
    self.device = device
    inference = benchmark.inference
    steps = seconds.count
    imagesPerSecond = Double(benchmark.batchSize) / median
    stepMilliseconds = Spread(
      min: 1e3 * sorted[0], median: 1e3 * median, max: 1e3 * sorted[sorted.count - 1])
    gflops = Double(plan.arithmetic) / median / 1e9
    peakGflops = peak
    operationsPerStep = plan.arithmetic
    arenaBytes = plan.arenaBytes
    launchesPerStep = plan.launchCount
    profile =
      benchmark.profile
      ? Self.table(launches, meanStep: seconds.reduce(0, +) / Double(seconds.count), seconds.count)
      : nil
  }

  /// Sums per operation and layer, and what is left of the mean step: writing inputs, reading
  /// results, submitting and waiting.
  private static func table(
    _ launches: [LaunchTime], meanStep: Double, _ steps: Int
  ) -> [OperationTime] {
    struct Key: Hashable {
      let operation: String
      let layer: String
    }
    var sums: [Key: (count: Int, nanoseconds: Int)] = [:]
    for launch in launches {
      let key = Key(operation: launch.operation, layer: launch.label)
      sums[key, default: (0, 0)].count += 1
      sums[key, default: (0, 0)].nanoseconds += launch.nanoseconds
    }
    let total = launches.reduce(0) { $0 + $1.nanoseconds }
    let perStep = 1e-6 / Double(steps)
    let rows = sums.sorted {
      ($1.value.nanoseconds, $0.key.operation, $0.key.layer)
        < ($0.value.nanoseconds, $1.key.operation, $1.key.layer)
    }.map { key, sum in
      OperationTime(
        operation: key.operation, layer: key.layer, launches: Double(sum.count) / Double(steps),
        milliseconds: Double(sum.nanoseconds) * perStep)
    }
    return rows + [
      OperationTime(
        operation: "outside launches", layer: "transfers, submission, waiting", launches: 0,
        milliseconds: 1e3 * meanStep - Double(total) * perStep)
    ]
  }
}
