import Datasets

/// How the values of a setting are read and written, and which values are allowed.
package struct SettingFormat<Value: Sendable>: Sendable {
  /// What a value must be, for messages.
  let expected: String
  let allows: @Sendable (Value) -> Bool
  /// Nil where the text is not of this kind, whatever the range.
  let parse: @Sendable (String) -> Value?
  let text: @Sendable (Value) -> String
  /// Whether `config.json` leaves the setting out.
  let isOmitted: @Sendable (Value) -> Bool

  init(
    _ expected: String, parse: @escaping @Sendable (String) -> Value?,
    text: @escaping @Sendable (Value) -> String,
    isOmitted: @escaping @Sendable (Value) -> Bool = { _ in false },
    allows: @escaping @Sendable (Value) -> Bool = { _ in true }
  ) {
    self.expected = expected
    self.parse = parse
    self.text = text
    self.isOmitted = isOmitted
    self.allows = allows
  }
}

extension SettingFormat where Value == Int {
  /// A whole number within a range.
  static func whole(_ range: ClosedRange<Int>) -> Self {
    Self(
      "a whole number of at least \(range.lowerBound) and at most \(range.upperBound)",
      parse: { Int($0) }, text: { "\($0)" }, allows: range.contains)
  }

  /// One that `config.json` has only where it differs from its default.
  static func whole(_ range: ClosedRange<Int>, omitting usual: Int) -> Self {
    let whole = whole(range)
    return Self(
      whole.expected, parse: whole.parse, text: whole.text, isOmitted: { $0 == usual },
      allows: whole.allows)
  }

  /// One of a few numbers.
  static func one(of values: [Int]) -> Self {
    Self(
      values.map { "\($0)" }.joined(separator: " or "), parse: { Int($0) }, text: { "\($0)" },
      allows: values.contains)
  }
}

extension SettingFormat where Value == Int? {
  /// A whole number within a range, or nil, which is `none` as text.
  static func wholeOrNone(_ range: ClosedRange<Int>) -> Self {
    let whole = SettingFormat<Int>.whole(range)
    return Self(
      "\(whole.expected), or none",
      parse: { $0 == "none" ? .some(nil) : whole.parse($0).map { .some($0) } },
      text: { $0.map(whole.text) ?? "none" }, isOmitted: { $0 == nil },
      allows: { $0.map(whole.allows) ?? true })
  }
}

extension SettingFormat where Value == UInt64 {
  /// Any seed.
  static var seed: Self {
    Self(
      "a whole number that is not negative, at most \(UInt64.max)", parse: { UInt64($0) },
      text: { "\($0)" })
  }
}

extension SettingFormat where Value == Double {
  /// A number above 0 that is neither 0 nor infinite in float32, which kernels compute in.
  static var positive: Self {
    number("a positive number, from 1e-37 to 1e37") { float32.contains($0) }
  }

  /// 0, or a positive number as above.
  static var notNegative: Self {
    number("a number that is not negative: 0, or from 1e-37 to 1e37") {
      $0 == 0 || float32.contains($0)
    }
  }

  /// One that `config.json` has only where it differs from its default.
  static func notNegative(omitting usual: Double) -> Self {
    let format = notNegative
    return Self(
      format.expected, parse: format.parse, text: format.text, isOmitted: { $0 == usual },
      allows: format.allows)
  }

  /// A number from 0 to below 1, in float32 too.
  static var fraction: Self {
    number("a number from 0 to 0.999999") { (0...0.999999).contains($0) }
  }

  /// One that `config.json` has only where it differs from its default.
  static func fraction(omitting usual: Double) -> Self {
    let fraction = fraction
    return Self(
      fraction.expected, parse: fraction.parse, text: fraction.text, isOmitted: { $0 == usual },
      allows: fraction.allows)
  }

  /// A number that `allows` accepts.
  static func number(
    _ expected: String, allows: @escaping @Sendable (Double) -> Bool
  ) -> Self {
    Self(expected, parse: { Double($0) }, text: { "\($0)" }, allows: { $0.isFinite && allows($0) })
  }

  private static var float32: ClosedRange<Double> { 1e-37...1e37 }
}

extension SettingFormat where Value == Double? {
  /// A positive number as above, or nil, which is `none` as text.
  static var positiveOrNone: Self {
    let positive = SettingFormat<Double>.positive
    return Self(
      "\(positive.expected), or none",
      parse: { $0 == "none" ? .some(nil) : positive.parse($0).map { .some($0) } },
      text: { $0.map(positive.text) ?? "none" }, isOmitted: { $0 == nil },
      allows: { $0.map(positive.allows) ?? true })
  }
}

extension SettingFormat where Value == ScheduleSetting {
  static var schedule: Self {
    Self(
      "constant, step, cosine, step:N or cosine:N with a number of steps",
      parse: { ScheduleSetting($0) }, text: { $0.description }, isOmitted: { $0 == .constant })
  }
}

extension SettingFormat where Value == Bool {
  static var flag: Self { Self("true or false", parse: { Bool($0) }, text: { "\($0)" }) }

  /// One that `config.json` has only where it differs from its default.
  static func flag(omitting usual: Bool) -> Self {
    Self(flag.expected, parse: flag.parse, text: flag.text, isOmitted: { $0 == usual })
  }
}

extension SettingFormat where Value == String {
  /// Any text but the empty one.
  static func text(_ expected: String) -> Self {
    Self(expected, parse: { $0 }, text: { $0 }, allows: { !$0.isEmpty })
  }
}

extension SettingFormat where Value == String? {
  /// Any text, or nil, which is the empty text.
  static func textOrNone(_ expected: String) -> Self {
    Self(
      expected, parse: { $0.isEmpty ? .some(nil) : $0 }, text: { $0 ?? "" },
      isOmitted: { $0 == nil })
  }
}

extension SettingFormat where Value == [String] {
  /// Texts separated by commas; none is the empty text.
  static func list(_ expected: String) -> Self {
    Self(
      expected, parse: { $0.split(separator: ",").map(String.init) },
      text: { $0.joined(separator: ",") }, isOmitted: \.isEmpty,
      allows: { Set($0).count == $0.count })
  }
}

extension SettingFormat where Value == SampleKind? {
  /// What samples are, or nil, which is `auto` as text.
  static var sampleKind: Self {
    Self(
      "auto or \(SampleKind.allCases.map(\.rawValue).joined(separator: " or "))",
      parse: { $0 == "auto" ? .some(nil) : SampleKind(rawValue: $0).map { .some($0) } },
      text: { $0?.rawValue ?? "auto" }, isOmitted: { $0 == nil })
  }
}

extension SettingFormat
where Value: RawRepresentable & CaseIterable & SendableMetatype, Value.RawValue == String {
  /// One of the names of the type that `config.json` has only where it differs from its default.
  static func choice(omitting usual: Value) -> Self {
    let choice = choice
    return Self(
      choice.expected, parse: choice.parse, text: choice.text,
      isOmitted: { $0.rawValue == usual.rawValue })
  }

  /// One of the names of the type.
  static var choice: Self {
    Self(
      Value.allCases.map(\.rawValue).joined(separator: " or "), parse: { Value(rawValue: $0) },
      text: { $0.rawValue })
  }
}

extension SettingFormat where Value == RowCount {
  static var rows: Self {
    Self(
      "a number of rows from 0 to \(Int32.max), all or none", parse: { RowCount($0) },
      text: { $0.description },
      allows: {
        if case .count(let count) = $0 { (0...Int(Int32.max)).contains(count) } else { true }
      })
  }
}

extension SettingFormat where Value == LabelledHeads {
  static var heads: Self {
    Self(
      "all, or names of heads, separated by commas", parse: { LabelledHeads($0) },
      text: { $0.description })
  }
}

extension SettingFormat where Value == ModelChoice {
  /// The name of a model of the paper; an architecture's file is read before.
  static var model: Self {
    Self(
      ModelName.allCases.map(\.rawValue).joined(separator: " or ") + " or a .toml file",
      parse: { ModelName(rawValue: $0).map { .paper($0) } }, text: { $0.description })
  }
}
