/// The choices for one operation: one axis each, searched in order.
package struct TuningSpace: Sendable {
  /// One choice with the values to try.
  package struct Axis: Sendable {
    package let choice: String
    /// The values, given the choices on the axes before this one.
    package let values: @Sendable (_ chosen: [String: Int]) -> [Int]
    /// Seconds that a candidate may need before its first launch, where that is more than a compilation;
    /// a search with less time left skips it.
    package let preparation: Double

    package init(_ choice: String, _ values: some Sequence<Int>, preparation: Double = 0) {
      let values = Array(values)
      self.init(choice, preparation: preparation) { _ in values }
    }

    package init(
      _ choice: String, preparation: Double = 0,
      _ values: @escaping @Sendable ([String: Int]) -> [Int]
    ) {
      self.choice = choice
      self.preparation = preparation
      self.values = values
    }
  }

  /// Where a record keeps the choices, for example `matrixProduct 128x1024x784 NN`.
  package let key: String
  package let axes: [Axis]

  package init(key: String, _ axes: [Axis]) {
    self.key = key
    self.axes = axes
  }
}
