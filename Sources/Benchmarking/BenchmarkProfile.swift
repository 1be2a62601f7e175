import Execution
import Graphs
import Runs

extension BenchmarkResult {
  /// The device's time for one operation of one layer by one algorithm, per step.
  public struct OperationTime: Sendable, Codable {
    public let operation: String
    /// The name that the plan has for it; nil where the operation has only one.
    public let algorithm: String?
    public let layer: String
    /// Launches per step.
    public let launches: Double
    public let milliseconds: Double
    /// 10⁹ floating-point operations per step, a multiply-add counted as two, as the plan counts
    /// them; nil where it counts none.
    public let gflop: Double?
    /// The same over the time: 10⁹ per second.
    public let gflops: Double?
    /// That rate over the device's measured peak, from 0 to 1.
    public let shareOfPeak: Double?
    /// Bytes of operands and results per step, each counted once; nil outside of launches.
    public let bytes: Int?
    /// The same over the time: 10⁹ bytes per second.
    public let gigabytesPerSecond: Double?
  }
}

extension BenchmarkResult.OperationTime {
  private struct Key: Hashable {
    let operation: String
    let algorithm: String?
    let layer: String

    /// By which rows that take the same time are sorted.
    var words: (String, String, String) { (operation, layer, algorithm ?? "") }
  }

  /// Sums per operation, layer and algorithm, and what is left of the mean step: writing inputs, reading
  /// results, copies, submitting and waiting.
  static func table(
    _ launches: [LaunchTime], of plan: Plan, peak: Double?, meanStep: Double, steps: Int
  ) -> [Self] {
    var sums: [Key: (count: Int, nanoseconds: Int)] = [:]
    for launch in launches {
      let key = Key(
        operation: launch.operation, algorithm: launch.algorithm, layer: launch.label)
      sums[key, default: (0, 0)].count += 1
      sums[key, default: (0, 0)].nanoseconds += launch.nanoseconds
    }
    let costs = costs(of: plan)
    let perStep = 1e-6 / Double(steps)
    let rows = sums.sorted {
      $0.value.nanoseconds == $1.value.nanoseconds
        ? $0.key.words < $1.key.words : $0.value.nanoseconds > $1.value.nanoseconds
    }.map { key, sum in
      Self(
        key, costs[key] ?? Plan.Cost(), launches: Double(sum.count) / Double(steps),
        milliseconds: Double(sum.nanoseconds) * perStep, peak: peak)
    }
    let total = launches.reduce(0) { $0 + $1.nanoseconds }
    return rows + [
      Self(
        operation: "outside launches", algorithm: nil, layer: "transfers, submission, waiting",
        launches: 0, milliseconds: 1e3 * meanStep - Double(total) * perStep, gflop: nil,
        gflops: nil, shareOfPeak: nil, bytes: nil, gigabytesPerSecond: nil)
    ]
  }

  private init(
    _ key: Key, _ cost: Plan.Cost, launches: Double, milliseconds: Double, peak: Double?
  ) {
    let gflop = cost.flops > 0 ? Double(cost.flops) / 1e9 : nil
    let seconds = max(milliseconds, 1e-9) / 1e3
    let gflops = gflop.map { $0 / seconds }
    self.init(
      operation: key.operation, algorithm: key.algorithm, layer: key.layer, launches: launches,
      milliseconds: milliseconds,
      gflop: gflop, gflops: gflops, shareOfPeak: gflops.flatMap { rate in peak.map { rate / $0 } },
      bytes: cost.bytes, gigabytesPerSecond: Double(cost.bytes) / seconds / 1e9)
  }

  /// Arithmetic and memory of the plan's steps by the row that they are shown in.
  private static func costs(of plan: Plan) -> [Key: Plan.Cost] {
    var costs: [Key: Plan.Cost] = [:]
    for step in plan.steps where !step.launches.isEmpty {
      let key = Key(
        operation: step.operation.name, algorithm: step.algorithm?.name, layer: step.label)
      let cost = plan.cost(of: step)
      costs[key, default: Plan.Cost()].flops += cost.flops
      costs[key, default: Plan.Cost()].bytes += cost.bytes
    }
    return costs
  }
}
