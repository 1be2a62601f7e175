// The only file that sees the tool: its type `Benchmark` and the library's have one name.
import Benchmark

/// Registers a benchmark.
///
/// Per run: wall clock, runs per second, and from the plan's own count of flops the rate, with
/// the device's measured peak beside it; bytes per second of operands and results.
///
/// - Parameters:
///   - name: the operation's stem, then what distinguishes this case.
///   - prepare: opens the device and compiles; called before the first run, not timed.
func measure(_ name: String, _ prepare: @escaping @Sendable () throws -> any Workload) {
  let rates: [BenchmarkMetric] = [.flopsRate, .peakFlopsRate, .memoryRate]
  Benchmark(
    name,
    configuration: .init(
      metrics: [.wallClock, .throughput] + rates,
      units: Dictionary(uniqueKeysWithValues: rates.map { ($0, .mega) }),
      warmupIterations: 5, maxDuration: .seconds(2), maxIterations: 1000),
    closure: { (benchmark: Benchmark, workload: any Workload) throws in
      let clock = ContinuousClock()
      benchmark.startMeasurement()
      let time = try clock.measure { try workload.run() }
      benchmark.stopMeasurement()
      let seconds = time / .seconds(1)
      benchmark.measurement(.memoryRate, Int(Double(workload.bytes) / seconds))
      guard workload.flops > 0 else { return }
      benchmark.measurement(.flopsRate, Int(Double(workload.flops) / seconds))
      guard let peak = workload.peak else { return }
      benchmark.measurement(.peakFlopsRate, Int(1e9 * peak))
    },
    setup: { try prepare() })
}

extension BenchmarkMetric {
  /// Floating-point operations per second.
  fileprivate static var flopsRate: Self { rate("FLOP/s") }
  /// What the same device reached in registers just before.
  fileprivate static var peakFlopsRate: Self { rate("Peak FLOP/s") }
  /// Bytes of operands and results per second.
  fileprivate static var memoryRate: Self { rate("Bytes/s") }

  private static func rate(_ name: String) -> Self {
    .custom(name, polarity: .prefersLarger, useScalingFactor: false)
  }
}
