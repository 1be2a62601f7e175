import Basics
import TOMLKit

/// A table of a TOML file, whose values are read with their types checked.
struct TOMLSection {
  let table: TOMLTable
  /// What is in front of the table's keys in `ArchitectureSource.lines`, such as `encoder[2]`; empty for
  /// the whole file.
  let place: String
  let source: ArchitectureSource

  /// The line of a key, of the table, or of the list that holds it.
  private func line(_ key: String) -> Int? {
    guard !place.isEmpty else { return source.lines[key] }
    return source.lines["\(place).\(key)"] ?? source.lines[place]
      ?? source.lines[String(place.prefix { $0 != "[" })]
  }

  func error(
    _ key: String, found: String, expected: String, advice: String
  ) -> ArchitectureError {
    ArchitectureError(
      path: source.path, line: line(key), subject: key, found: found, expected: expected,
      advice: advice)
  }

  /// - Parameter owner: what has the keys, for the message.
  /// - Throws: `ArchitectureError` for a key that is not one of `known`, naming the nearest.
  func check(keys known: [String], of owner: String) throws(ArchitectureError) {
    for key in table.keys where !known.contains(key) {
      throw error(
        key, found: "a key that \(owner) does not have",
        expected: "one such as \(known.nearest(to: key).joined(separator: ", "))",
        advice: "correct or remove it")
    }
  }

  /// A whole number; nil where the key is missing.
  func whole(_ key: String, expected: String) throws(ArchitectureError) -> Int? {
    guard let value = table[key] else { return nil }
    guard let number = value.int else {
      throw mismatch(key, value, expected: expected)
    }
    return number
  }

  /// A number, whole or not; nil where the key is missing.
  func number(_ key: String, expected: String) throws(ArchitectureError) -> Float? {
    guard let value = table[key] else { return nil }
    guard let number = value.double ?? value.int.map(Double.init) else {
      throw mismatch(key, value, expected: expected)
    }
    return Float(number)
  }

  /// A text; nil where the key is missing.
  func text(_ key: String, expected: String) throws(ArchitectureError) -> String? {
    guard let value = table[key] else { return nil }
    guard let text = value.string else { throw mismatch(key, value, expected: expected) }
    return text
  }

  /// One of a few values by its name; nil where the key is missing.
  func choice<Value: CaseIterable>(
    _ key: String, name: (Value) -> String
  ) throws(ArchitectureError) -> Value? {
    let names = Value.allCases.map(name)
    let expected = names.joined(separator: ", ")
    guard let text = try text(key, expected: expected) else { return nil }
    for value in Value.allCases where name(value) == text { return value }
    throw error(key, found: "'\(text)'", expected: expected, advice: "correct the name")
  }

  func mismatch(
    _ key: String, _ value: any TOMLValueConvertible, expected: String
  ) -> ArchitectureError {
    error(
      key, found: Self.described(value), expected: expected, advice: "correct the value")
  }

  /// A value as a message shows it.
  static func described(_ value: any TOMLValueConvertible) -> String {
    switch value.type {
    case .string: "the text '\((value.string ?? "").prefix(40))'"
    case .int, .double, .bool: value.debugDescription
    case .array: "a list"
    case .table: "a table"
    case .date, .time, .dateTime: "a \(value.type)"
    }
  }
}
