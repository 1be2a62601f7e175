import Compute
import Devices
import Execution
package import Graphs
package import Runs

/// Runs one benchmark after another in one process.
///
/// The latest stay loaded, so that a block of steps that is timed again starts at once, and the
/// device's rates are measured only once.
package final class BenchmarkSession {
  private let capacity: Int
  private var loaded: [LoadedBenchmark] = []
  private var rates: [RateKey: DeviceRates] = [:]

  private struct RateKey: Hashable {
    let device: String
    let vectorWidth: Int?
  }

  /// - Parameter capacity: how many benchmarks keep their memory on the device.
  package init(capacity: Int = 2) {
    precondition(capacity >= 1, "a session keeps at least one benchmark, not \(capacity)")
    self.capacity = capacity
  }

  /// Times a block of steps, as `Benchmark.run` describes.
  ///
  /// - Parameter report: gets the device and the progress of compilation.
  package func run(
    _ benchmark: Benchmark, _ report: (RunEvent) -> Void
  ) throws -> BenchmarkResult {
    try benchmark.check()
    let rates = try rates(of: benchmark)
    let loaded = try load(benchmark, report)
    return BenchmarkResult(
      benchmark: benchmark, device: loaded.opened.executor.deviceName,
      tuning: loaded.opened.executor.tuning, rates: rates,
      measured: try loaded.time(steps: benchmark.steps))
  }

  /// Compiles the kernels of a benchmark and keeps them for the next start, without timing anything.
  package func prepare(_ benchmark: Benchmark, _ report: (RunEvent) -> Void) throws {
    try benchmark.check()
    _ = try load(benchmark, report)
  }

  /// The rates that the device of a benchmark reaches; nil on the host.
  package func rates(of benchmark: Benchmark) throws -> DeviceRates? {
    let key = RateKey(device: benchmark.device, vectorWidth: benchmark.vectorWidth)
    if let known = rates[key] { return known }
    guard case .openCL(let device, _) = try OpenedDevice.choose(benchmark.device) else {
      return nil
    }
    let measured = try DeviceRates.measured(
      device, vectorWidth: benchmark.vectorWidth, benchmark.cache)
    rates[key] = measured
    return measured
  }

  /// Releases everything that is loaded.
  package func close(_ report: (RunEvent) -> Void) {
    for benchmark in loaded { benchmark.opened.close(report) }
    loaded = []
  }

  private func load(
    _ benchmark: Benchmark, _ report: (RunEvent) -> Void
  ) throws -> LoadedBenchmark {
    var key = benchmark
    key.steps = 1
    if let index = loaded.firstIndex(where: { $0.benchmark == key }) {
      loaded.append(loaded.remove(at: index))
    } else {
      // Its memory is released before more is allocated.
      while loaded.count >= capacity { loaded.removeFirst().opened.close(report) }
      loaded.append(try LoadedBenchmark(key, report))
    }
    return loaded[loaded.count - 1]
  }
}
