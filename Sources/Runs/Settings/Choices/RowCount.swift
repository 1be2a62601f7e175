/// How many rows of a kind are used: a number, or all.
public enum RowCount: Sendable, Hashable {
  case all
  case count(Int)

  /// Reads `all`, `none` or a number that is not negative; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "all": self = .all
    case "none": self = .count(0)
    default:
      guard let count = Int(text), count >= 0 else { return nil }
      self = .count(count)
    }
  }

  /// Whether no row is used.
  public var isNone: Bool { self == .count(0) }
}

extension RowCount: CustomStringConvertible {
  /// As `init(_:)` reads it.
  public var description: String {
    switch self {
    case .all: "all"
    case .count(0): "none"
    case .count(let count): "\(count)"
    }
  }
}

extension RowCount: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let count = try? container.decode(Int.self), count >= 0 {
      self = .count(count)
      return
    }
    let text = try container.decode(String.self)
    guard let value = RowCount(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not all, none or a number of rows")
    }
    self = value
  }

  /// A number, or `all` or `none` as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if case .count(let count) = self, count > 0 {
      try container.encode(count)
    } else {
      try container.encode(description)
    }
  }
}
