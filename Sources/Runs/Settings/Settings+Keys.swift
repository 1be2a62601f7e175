import Graphs
public import Training

extension Settings {
  /// One setting that `--set key=value` reaches.
  struct Key: Sendable {
    let name: String
    /// What a value must be, for messages.
    let expected: String
    /// The present value as text.
    let value: @Sendable (Settings) -> String
    /// Puts a value in; false where the text is not one.
    let set: @Sendable (inout Settings, String) -> Bool
  }

  /// Every setting, in the order of `config.json`'s documentation.
  static let keys: [Key] = [
    text("data", "the path of a folder", \.data),
    choice("model", \.model), choice("family", \.family),
    rows("labels", \.labels), rows("unlabelled", \.unlabelled),
    flag("stratified", \.stratified), choice("split", \.split),
    make(
      "labelledHeads", "all, or some of \(LabelledHeads.names.joined(separator: ","))",
      \.labelledHeads, text: { $0.description }, parse: { LabelledHeads($0) }),
    make(
      "anomalousClass", "the index of a class, or none", \.anomalousClass,
      text: { $0.map { "\($0)" } ?? "none" },
      parse: { written in
        if written == "none" { return .some(nil) }
        return Int(written).flatMap { $0 >= 0 ? .some($0) : nil }
      }),
    make(
      "channels", "6 or 9", \.channels, text: { "\($0)" },
      parse: { ["6", "9"].contains($0) ? Int($0) : nil }),
    choice("acceleration", \.acceleration),
    count("epochs", \.epochs, atLeast: 1), optional("maxSteps", \.maxSteps),
    count("batchSize", \.batchSize, atLeast: 1),
    choice("optimizer", \.optimizer),
    number("learningRate", \.learningRate, "a positive number") { $0 > 0 },
    number("rho", \.rho, "a number from 0 to below 1") { (0..<1).contains($0) },
    number("momentum", \.momentum, "a number from 0 to below 1") { (0..<1).contains($0) },
    number("epsilon", \.epsilon, "a positive number") { $0 > 0 },
    seed("seed", \.seed), seed("splitSeed", \.splitSeed),
    text("device", "auto, gpu, cpu, host or PLATFORM:DEVICE", \.device),
    make(
      "precision", "float32 or tf32 or half", \.precision,
      text: { ($0 ?? .float32).rawValue },
      parse: { DeviceTraits.Precision(rawValue: $0).map { .some($0) } }),
    number("labelWeight", \.labelWeight, "a number that is not negative") { $0 >= 0 },
    number("klWeight", \.klWeight, "a number that is not negative") { $0 >= 0 },
    choice("klNormalisation", \.klNormalisation), choice("piGradient", \.piGradient),
    number("width", \.width, "a number above 0 and at most 16") { $0 > 0 && $0 <= 16 },
    make(
      "depth", "a whole number from 1 to 16", \.depth, text: { "\($0)" },
      parse: { Int($0).flatMap { (1...16).contains($0) ? $0 : nil } }),
    choice("recurrentActivation", \.recurrentActivation),
    number("minimumDeviation", \.minimumDeviation, "a positive number") { $0 > 0 },
    number("validationShare", \.validationShare, "a number from 0 to below 1") {
      (0..<1).contains($0)
    },
    optional("checkpointEvery", \.checkpointEvery),
  ]

  /// The names of all settings, as `--set` takes them.
  public static var keyNames: [String] { keys.map(\.name) }

  /// Changes the setting `key` to what `value` says.
  ///
  /// - Throws: `RunError.usage` for an unknown key, with the nearest known ones, and for a value
  ///   that the setting cannot have.
  public mutating func set(_ key: String, to value: String) throws(RunError) {
    guard let known = Self.keys.first(where: { $0.name == key }) else {
      throw .usage(
        setting: "--set \(key)", found: "an unknown key",
        expected: "one such as \(Self.nearest(to: key).joined(separator: ", "))",
        advice: "continuum train --help lists all")
    }
    guard known.set(&self, value) else {
      throw .usage(
        setting: key, found: "'\(value)'", expected: known.expected, advice: "correct the value")
    }
  }

  /// Takes the text `key=value` apart.
  ///
  /// - Throws: `RunError.usage` where there is no `=`.
  public static func assignment(
    _ text: String
  ) throws(RunError) -> (key: String, value: String) {
    guard let equals = text.firstIndex(of: "=") else {
      throw .usage(
        setting: "--set", found: "'\(text)'", expected: "key=value",
        advice: "for example --set labelWeight=784")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  /// Changes a setting from the text `key=value`.
  ///
  /// - Throws: `RunError.usage` as `set(_:to:)` and `assignment(_:)` do.
  public mutating func set(_ text: String) throws(RunError) {
    let (key, value) = try Self.assignment(text)
    try set(key, to: value)
  }

  /// The value of a setting as text, for messages; nil for an unknown key.
  func value(of key: String) -> String? {
    Self.keys.first { $0.name == key }?.value(self)
  }

  /// The three known keys that need the fewest edits to become `key`.
  static func nearest(to key: String) -> [String] {
    keys.map { ($0.name, editDistance($0.name.lowercased(), key.lowercased())) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(3).map(\.0)
  }
}

// Each builds the key of one kind of setting.
extension Settings {
  private typealias Path<Value> = any WritableKeyPath<Settings, Value> & Sendable

  private static func make<Value>(
    _ name: String, _ expected: String, _ path: Path<Value>,
    text: @escaping @Sendable (Value) -> String, parse: @escaping @Sendable (String) -> Value?
  ) -> Key {
    Key(
      name: name, expected: expected, value: { text($0[keyPath: path]) },
      set: { settings, written in
        guard let value = parse(written) else { return false }
        settings[keyPath: path] = value
        return true
      })
  }

  private static func text(_ name: String, _ expected: String, _ path: Path<String>) -> Key {
    make(name, expected, path, text: { $0 }, parse: { $0.isEmpty ? nil : $0 })
  }

  private static func choice<Value: RawRepresentable & CaseIterable & SendableMetatype>(
    _ name: String, _ path: Path<Value>
  ) -> Key where Value.RawValue == String {
    make(
      name, Value.allCases.map(\.rawValue).joined(separator: " or "), path, text: { $0.rawValue },
      parse: { Value(rawValue: $0) })
  }

  private static func rows(_ name: String, _ path: Path<RowCount>) -> Key {
    make(
      name, "a number of rows, all or none", path, text: { $0.description },
      parse: { RowCount($0) })
  }

  private static func flag(_ name: String, _ path: Path<Bool>) -> Key {
    make(name, "true or false", path, text: { "\($0)" }, parse: { Bool($0) })
  }

  private static func count(_ name: String, _ path: Path<Int>, atLeast least: Int) -> Key {
    make(
      name, "a whole number of at least \(least)", path, text: { "\($0)" },
      parse: { Int($0).flatMap { $0 >= least ? $0 : nil } })
  }

  private static func optional(_ name: String, _ path: Path<Int?>) -> Key {
    make(
      name, "a whole number of at least 1, or none", path, text: { $0.map { "\($0)" } ?? "none" },
      parse: { written in
        if written == "none" { return .some(nil) }
        guard let value = Int(written), value >= 1 else { return nil }
        return .some(value)
      })
  }

  private static func seed(_ name: String, _ path: Path<UInt64>) -> Key {
    make(
      name, "a whole number that is not negative", path, text: { "\($0)" }, parse: { UInt64($0) })
  }

  private static func number(
    _ name: String, _ path: Path<Double>, _ expected: String,
    _ isAllowed: @escaping @Sendable (Double) -> Bool
  ) -> Key {
    make(
      name, expected, path, text: { "\($0)" },
      parse: { Double($0).flatMap { $0.isFinite && isAllowed($0) ? $0 : nil } })
  }
}

/// The fewest insertions, deletions and replacements of a character that make one word the other.
package func editDistance(_ first: String, _ second: String) -> Int {
  let letters = Array(second)
  var row = Array(0...letters.count)
  for (number, letter) in first.enumerated() {
    var diagonal = row[0]
    row[0] = number + 1
    for index in letters.indices {
      let replaced = diagonal + (letters[index] == letter ? 0 : 1)
      diagonal = row[index + 1]
      row[index + 1] = min(replaced, row[index] + 1, diagonal + 1)
    }
  }
  return row[letters.count]
}
