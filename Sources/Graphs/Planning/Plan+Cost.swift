extension Plan {
  /// The work of one operation: its flops, and the bytes that it reads and writes.
  package struct Cost: Sendable, Hashable {
    /// Floating-point operations, a multiply-add counted as two.
    package var flops: Int
    /// Bytes of operands and results, each tensor counted once, without scratch memory.
    package var bytes: Int

    package init(flops: Int = 0, bytes: Int = 0) {
      self.flops = flops
      self.bytes = bytes
    }

    /// The least time in seconds on a device with these rates.
    package func seconds(on rates: DeviceRates) -> Double {
      max(
        Double(flops) / (1e9 * rates.gigaflops),
        Double(bytes) / (1e9 * rates.gigabytesPerSecond))
    }
  }

  /// The cost of one step; zero without launches.
  package func cost(of step: Step) -> Cost {
    guard !step.launches.isEmpty else { return Cost() }
    let operands = Set(step.inputs).union(step.outputs)
    return Cost(
      flops: step.operation.flops(described(step.inputs)),
      bytes: operands.reduce(0) { $0 + values[$1].spec.byteCount })
  }

  /// The cost of every step, then of every copy into a variable, which reads and writes once.
  package var costs: [Cost] {
    steps.map(cost) + copies.map { Cost(bytes: 2 * values[$0.value].spec.byteCount) }
  }

  /// Bytes moved in one execution: operands read and results written, once by each operation.
  public var bytesMoved: Int { costs.reduce(0) { $0 + $1.bytes } }

  /// The least time of one execution on a device with these rates, in milliseconds, if every operation
  /// reaches the rate that limits it and none finds its operands in a cache: Σ max(flops / peak,
  /// bytes / bandwidth).
  package func floorMilliseconds(on rates: DeviceRates) -> Double {
    1e3 * costs.reduce(0) { $0 + $1.seconds(on: rates) }
  }
}
