import Basics
public import Training

/// A setting together with a value that it can have.
public struct SettingChange: Sendable {
  /// The setting's name.
  public let key: String
  private let apply: @Sendable (inout Settings) -> Void

  init(key: String, _ apply: @escaping @Sendable (inout Settings) -> Void) {
    self.key = key
    self.apply = apply
  }

  /// Reads `key=value`.
  ///
  /// - Throws: `RunError.usage` where there is no `=`, for an unknown key, with the nearest known
  ///   ones, and for a value that the setting cannot have.
  public init(_ text: String) throws(RunError) {
    guard let equals = text.firstIndex(of: "=") else {
      throw .usage(
        setting: "setting", found: "'\(text)'", expected: "key=value",
        advice: "for example labelWeight=784")
    }
    try self.init(
      String(text[..<equals]), to: String(text[text.index(after: equals)...]))
  }

  /// The change of the setting `key` to the value that a text is.
  ///
  /// - Throws: `RunError.usage` as above.
  public init(_ key: String, to text: String) throws(RunError) {
    guard let setting = Settings.keys.first(where: { $0.name == key }) else {
      let known = Settings.keys.map(\.name).nearest(to: key)
      throw .usage(
        setting: key, found: "an unknown setting",
        expected: "one such as \(known.joined(separator: ", "))",
        advice: "config.json and the command's help have them all")
    }
    self = try setting.change(toText: text)
  }

  /// Changes settings.
  public func callAsFunction(_ settings: inout Settings) { apply(&settings) }
}
