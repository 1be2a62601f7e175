extension Plan {
  /// What a device must do for a run, operation by operation: its flops, and the bytes that it
  /// reads and writes.
  public struct Cost: Sendable, Hashable {
    /// Floating-point operations, a multiply-add counted as two.
    public var flops: Int
    /// Bytes of operands and results, each tensor counted once, scratch memory not at all.
    public var bytes: Int

    public init(flops: Int = 0, bytes: Int = 0) {
      self.flops = flops
      self.bytes = bytes
    }

    /// Seconds that a device of these rates needs at least.
    public func seconds(on rates: DeviceRates) -> Double {
      max(
        Double(flops) / (1e9 * rates.gigaflops),
        Double(bytes) / (1e9 * rates.gigabytesPerSecond))
    }
  }

  /// The cost of one step; nothing where it launches nothing.
  public func cost(of step: Step) -> Cost {
    guard !step.launches.isEmpty else { return Cost() }
    let operands = Set(step.inputs).union(step.outputs)
    return Cost(
      flops: step.operation.flops(described(step.inputs)),
      bytes: operands.reduce(0) { $0 + values[$1].spec.byteCount })
  }

  /// The cost of every step, then of every copy into a variable, which reads and writes once.
  public var costs: [Cost] {
    steps.map(cost) + copies.map { Cost(bytes: 2 * values[$0.value].spec.byteCount) }
  }

  /// Bytes that one run moves: operands read and results written, by each operation once each.
  public var bytesMoved: Int { costs.reduce(0) { $0 + $1.bytes } }

  /// The milliseconds that one run takes at least on a device of these rates, if every operation
  /// reaches the one that limits it and none finds its operands in a cache: Σ max(flops / peak,
  /// bytes / bandwidth).
  public func floorMilliseconds(on rates: DeviceRates) -> Double {
    1e3 * costs.reduce(0) { $0 + $1.seconds(on: rates) }
  }
}
