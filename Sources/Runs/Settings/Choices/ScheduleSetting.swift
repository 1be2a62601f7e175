import Training

/// How the learning rate changes: `constant`, `step:N` or `cosine:N` with a number of steps; without one it
/// follows from the steps that a run is begun with.
public struct ScheduleSetting: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case constant, step, cosine
  }

  public let kind: Kind
  /// Nil where it follows from the run's steps; always of `constant`.
  public let steps: Int?

  public static let constant = ScheduleSetting(kind: .constant, steps: nil)

  public init(kind: Kind, steps: Int?) {
    self.kind = kind
    self.steps = steps
  }

  /// Reads `constant`, `step`, `step:N`, `cosine` or `cosine:N`; nil for anything else.
  public init?(_ text: String) {
    let words = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let first = words.first, let kind = Kind(rawValue: String(first)) else { return nil }
    switch words.count {
    case 1: self.init(kind: kind, steps: nil)
    case 2 where kind != .constant:
      guard let steps = Int(words[1]), (1...Settings.Keys.mostSteps).contains(steps) else {
        return nil
      }
      self.init(kind: kind, steps: steps)
    default: return nil
    }
  }

  /// The setting for a run of so many steps: a cosine over all of them, or three steps of equal length.
  func resolved(totalSteps: Int) -> ScheduleSetting {
    guard steps == nil else { return self }
    return switch kind {
    case .constant: self
    case .step: ScheduleSetting(kind: kind, steps: max(1, totalSteps / 3))
    case .cosine: ScheduleSetting(kind: kind, steps: totalSteps)
    }
  }

  /// The schedule.
  ///
  /// - Precondition: the setting is resolved.
  var schedule: LearningRateSchedule {
    switch (kind, steps) {
    case (.constant, _): .constant
    case (.step, let steps?): .step(every: steps)
    case (.cosine, let steps?): .cosine(steps: steps)
    case (_, nil): preconditionFailure("a schedule \(self) without its steps")
    }
  }
}

extension ScheduleSetting: CustomStringConvertible {
  /// As `init(_:)` reads it.
  public var description: String {
    steps.map { "\(kind.rawValue):\($0)" } ?? kind.rawValue
  }
}

extension ScheduleSetting: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = ScheduleSetting(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no learning rate schedule")
    }
    self = value
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
