/// The data of a run: a data set that is known by name, or a user's own.
public enum DatasetChoice: Sendable, Hashable {
  case known(DatasetName)
  /// A file or folder that a path names; the path is where the data are, not what they are.
  case own

  public static let mnist = DatasetChoice.known(.mnist)
  public static let fashionMNIST = DatasetChoice.known(.fashionMNIST)
  public static let smallNORB = DatasetChoice.known(.smallNORB)
  public static let uciHAR = DatasetChoice.known(.uciHAR)

  /// The name of a known data set; nil for one's own.
  public var name: DatasetName? {
    switch self {
    case .known(let name): name
    case .own: nil
    }
  }

  private static let ownText = "own"
}

extension DatasetChoice: CustomStringConvertible {
  /// The data set's name, or `own`.
  public var description: String { name?.rawValue ?? Self.ownText }
}

extension DatasetChoice: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    if text == Self.ownText {
      self = .own
    } else if let name = DatasetName(rawValue: text) {
      self = .known(name)
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is none of \(DatasetName.list), own")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
