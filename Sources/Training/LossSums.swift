/// Loss terms summed over the steps of an epoch so far, in double precision.
public struct LossSums: Codable, Sendable, Equatable {
  /// The number of steps summed.
  public private(set) var steps = 0
  private var sums: [String: Double] = [:]

  public init() {}

  /// Adds the losses of one step.
  public mutating func add(_ losses: LossValues) {
    steps += 1
    for (name, value) in zip(losses.names, losses.values) {
      sums[name, default: 0] += Double(value)
    }
  }

  /// The mean of a term over the steps, or nil where there is none of that name.
  public func mean(_ name: String) -> Double? {
    sums[name].map { $0 / Double(max(1, steps)) }
  }
}
