extension Plot {
  /// Points that belong together, under one entry of the legend.
  public struct Series: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
      /// Markers joined in the order of the points.
      case line
      /// Markers only, and the series' name in their midst where there is room.
      case cloud
    }

    /// In the legend.
    public var name: String
    public var points: [Point]
    public var kind: Kind
    /// Which colour, marker and dashes; nil for the series' place in the plot.
    public var style: Int?

    public init(_ name: String, _ points: [Point], kind: Kind = .line, style: Int? = nil) {
      self.name = name
      self.points = points
      self.kind = kind
      self.style = style
    }
  }

  /// A point; one that is not finite is not drawn and interrupts its line.
  public struct Point: Sendable, Hashable {
    public let x: Double
    public let y: Double
    /// Half the length of the vertical bar that shows how sure y is; nil for none.
    public let error: Double?

    public init(_ x: Double, _ y: Double, error: Double? = nil) {
      self.x = x
      self.y = y
      self.error = error
    }

    var isFinite: Bool { x.isFinite && y.isFinite }
  }
}
