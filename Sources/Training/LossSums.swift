public import Layers

/// The losses of the steps of an epoch so far, summed in double precision.
public struct LossSums: Codable, Sendable, Equatable {
  /// The number of steps summed.
  public private(set) var steps = 0
  /// By the loss's name, as checkpoints store it.
  private var sums: [String: Double] = [:]

  public init() {}

  /// Adds the losses of one step.
  public mutating func add(_ losses: LossValues) {
    steps += 1
    for (name, value) in zip(losses.names, losses.values) {
      sums[name.rawValue, default: 0] += Double(value)
    }
  }

  /// The mean of a loss over the steps; nil where none of them had such a term.
  public func mean(_ name: LossName) -> Double? {
    sums[name.rawValue].map { $0 / Double(steps) }
  }

  /// The means of some losses over the steps.
  ///
  /// - Precondition: the steps had all of them.
  func means(_ names: [LossName]) -> LossValues {
    LossValues(
      names: names,
      values: names.map { name in
        guard let mean = mean(name) else { preconditionFailure("no step had a loss \(name)") }
        return Float(mean)
      })
  }
}
