/// The choices of one operation: one axis for each, searched in order.
public struct TuningSpace: Sendable {
  /// One choice with the values to try.
  public struct Axis: Sendable {
    public let choice: String
    /// The values, given what the axes before this one have come to.
    public let values: @Sendable (_ chosen: [String: Int]) -> [Int]
    /// Seconds that a candidate may take before it runs, where that is more than a compilation; a
    /// search that has less left leaves it out.
    public let preparation: Double

    public init(_ choice: String, _ values: some Sequence<Int>, preparation: Double = 0) {
      let values = Array(values)
      self.init(choice, preparation: preparation) { _ in values }
    }

    public init(
      _ choice: String, preparation: Double = 0,
      _ values: @escaping @Sendable ([String: Int]) -> [Int]
    ) {
      self.choice = choice
      self.preparation = preparation
      self.values = values
    }
  }

  /// Where a record keeps the choices, for example `matrixProduct 128x1024x784 NN`.
  public let key: String
  public let axes: [Axis]

  public init(key: String, _ axes: [Axis]) {
    self.key = key
    self.axes = axes
  }
}
