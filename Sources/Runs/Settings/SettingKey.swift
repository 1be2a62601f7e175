public import Training

/// A setting of a run: its name, which values it can have, and where it is stored.
public struct SettingKey<Value: Codable & Sendable>: Sendable {
  typealias Path = any WritableKeyPath<Settings, Value> & Sendable

  /// The name, in `config.json` too.
  public let name: String
  private let path: Path
  private let format: SettingFormat<Value>

  init(_ name: String, _ path: Path, _ format: SettingFormat<Value>) {
    self.name = name
    self.path = path
    self.format = format
  }

  /// What a value must be, for messages.
  public var expected: String { format.expected }

  /// Reads a value.
  ///
  /// - Throws: `RunError.usage` for text that is no value, or one out of range.
  public func value(of text: String) throws(RunError) -> Value {
    guard let value = format.parse(text), format.allows(value) else { throw refusal(text) }
    return value
  }

  /// The change of the setting to a value.
  ///
  /// - Throws: `RunError.usage` for a value out of range.
  public func change(to value: Value) throws(RunError) -> SettingChange {
    guard format.allows(value) else { throw refusal(format.text(value)) }
    return SettingChange(key: name) { [path] in $0[keyPath: path] = value }
  }

  private func refusal(_ text: String) -> RunError {
    // A number stands as it is; other text in quotes shows where it begins and ends.
    .usage(
      setting: name, found: Double(text) == nil ? "'\(text)'" : text, expected: expected,
      advice: "correct the value")
  }
}

/// A setting whose type of value is not known where it is used.
protocol AnySettingKey: Sendable {
  var name: String { get }
  var expected: String { get }
  /// The value in settings as text.
  func text(in settings: Settings) -> String
  /// The change to the value that `text` is.
  func change(toText text: String) throws(RunError) -> SettingChange
  /// The change to the value in other settings.
  func change(toValueIn settings: Settings) -> SettingChange
  /// Takes the value over from `config.json`; a setting that is not there keeps its value.
  func decode(
    from container: KeyedDecodingContainer<SettingName>, into settings: inout Settings) throws
  func encode(
    _ settings: Settings, into container: inout KeyedEncodingContainer<SettingName>) throws
}

extension SettingKey: AnySettingKey {
  func text(in settings: Settings) -> String { format.text(settings[keyPath: path]) }

  func change(toText text: String) throws(RunError) -> SettingChange {
    try change(to: value(of: text))
  }

  func change(toValueIn settings: Settings) -> SettingChange {
    let value = settings[keyPath: path]
    return SettingChange(key: name) { [path] in $0[keyPath: path] = value }
  }

  func decode(
    from container: KeyedDecodingContainer<SettingName>, into settings: inout Settings
  ) throws {
    let key = SettingName(name)
    guard let value = try container.decodeIfPresent(Value.self, forKey: key) else { return }
    guard format.allows(value) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "found \(format.text(value)), expected \(expected)")
    }
    settings[keyPath: path] = value
  }

  func encode(
    _ settings: Settings, into container: inout KeyedEncodingContainer<SettingName>
  ) throws {
    let value = settings[keyPath: path]
    if !format.isOmitted(value) { try container.encode(value, forKey: SettingName(name)) }
  }
}

/// The name of a setting as a key of `config.json`.
struct SettingName: CodingKey {
  let stringValue: String

  init(_ name: String) { stringValue = name }

  init?(stringValue: String) { self.stringValue = stringValue }

  var intValue: Int? { nil }

  init?(intValue: Int) { nil }
}
