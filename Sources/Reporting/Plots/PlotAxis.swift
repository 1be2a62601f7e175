extension Plot {
  /// What an axis shows, and how values are placed along it.
  public struct Axis: Sendable, Hashable {
    public enum Scale: Sendable, Hashable {
      case linear
      /// By the decimal logarithm; values that are not positive are left out.
      case logarithmic
    }

    public var title: String
    /// Stands behind the title in brackets; nil for counts and the like.
    public var unit: String?
    public var scale: Scale
    /// Where the axis begins and ends at least, whatever the values.
    public var reach: ClosedRange<Double>?
    /// Whether values are whole numbers, as steps are.
    public var isWhole: Bool
    /// The ticks, each with its text; empty for round numbers.
    public var ticks: [Tick]

    public init(
      _ title: String, unit: String? = nil, scale: Scale = .linear,
      reach: ClosedRange<Double>? = nil, isWhole: Bool = false, ticks: [Tick] = []
    ) {
      self.title = title
      self.unit = unit
      self.scale = scale
      self.reach = reach
      self.isWhole = isWhole
      self.ticks = ticks
    }

    /// An axis of named places 0, 1, 2, …, with half a place at either end.
    public init(_ title: String, unit: String? = nil, places: [String]) {
      self.init(
        title, unit: unit, reach: -0.5...max(0.5, Double(places.count) - 0.5),
        ticks: places.enumerated().map { Tick(value: Double($0), text: $1) })
    }

    /// Title and unit.
    var label: String { unit.map { "\(title) (\($0))" } ?? title }
  }

  /// A mark on an axis.
  public struct Tick: Sendable, Hashable {
    public let value: Double
    public let text: String

    public init(value: Double, text: String) {
      self.value = value
      self.text = text
    }
  }
}
