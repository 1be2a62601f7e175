import Models

/// The classification heads whose labels train a model.
public enum LabelledHeads: Sendable, Hashable {
  case all
  /// Some of the heads: Small-NORB's in their order, others by name.
  case some([String])

  /// Reads `all` or names separated by commas; nil for no name.
  public init?(_ text: String) {
    guard text != "all" else {
      self = .all
      return
    }
    let asked = Set(text.split(separator: ",").map(String.init))
    guard !asked.isEmpty else { return nil }
    let known = SemiSupervisedVAE.norbHeads.map(\.name)
    self = .some(known.filter(asked.contains) + asked.subtracting(known).sorted())
  }

  /// The names as a set; nil for all.
  var set: Set<String>? {
    switch self {
    case .all: nil
    case .some(let names): Set(names)
    }
  }
}

extension LabelledHeads: CustomStringConvertible {
  /// As `init(_:)` reads it.
  public var description: String {
    switch self {
    case .all: "all"
    case .some(let names): names.joined(separator: ",")
    }
  }
}

extension LabelledHeads: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = LabelledHeads(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is not all or names of heads")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
