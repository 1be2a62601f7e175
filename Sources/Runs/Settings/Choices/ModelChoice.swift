public import Models

/// The model of a run: one of the paper's, or an architecture of one's own.
public enum ModelChoice: Sendable, Hashable {
  case paper(ModelName)
  case own(Architecture)

  public static let dense = ModelChoice.paper(.dense)
  public static let cnn = ModelChoice.paper(.cnn)
  public static let rnn = ModelChoice.paper(.rnn)
  public static let norb = ModelChoice.paper(.norb)
  public static let m2 = ModelChoice.paper(.m2)

  /// The name of a model of the paper, or `own`.
  public var name: String {
    switch self {
    case .paper(let name): name.rawValue
    case .own: "own"
    }
  }

  /// The layers, with `depth` convolutions in each stage of `norb`; of `m2`, those of `dense`, which all
  /// its networks have.
  func architecture(depth: Int) -> Architecture {
    switch self {
    case .paper(.dense), .paper(.m2): .dense
    case .paper(.cnn): .cnn
    case .paper(.rnn): .rnn
    case .paper(.norb): .norb(depth: depth)
    case .paper(.resnext): .resnext
    case .own(let architecture): architecture
    }
  }
}

extension ModelChoice: CustomStringConvertible {
  /// The name, or the text of the architecture's file: two choices differ where their texts do.
  public var description: String {
    switch self {
    case .paper(let name): name.rawValue
    case .own(let architecture): architecture.toml
    }
  }
}

extension ModelChoice: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    if let name = ModelName(rawValue: text) {
      self = .paper(name)
      return
    }
    do {
      self = .own(try Architecture(toml: text, path: "model"))
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
    }
  }

  /// The description as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
