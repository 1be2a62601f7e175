/// How a device computes one operation.
public struct SelfCheckOutcome: Codable, Sendable, Hashable {
  /// What was computed, such as `LSTMs`.
  public let subject: String
  /// ‖device − host‖ / ‖host‖ of the worst result, the host in double precision; nil where the device or
  /// its compiler failed.
  public let deviation: Double?
  /// What the driver answered where it failed, in one line.
  public let failure: String?

  /// Rounding leaves 1e-6; a wrong element of hundreds, 1e-2.
  package static let tolerance = 1e-4

  package init(subject: String, deviation: Double? = nil, failure: String? = nil) {
    let isFinite = deviation?.isFinite ?? true
    self.subject = subject
    // JSON has no infinity.
    self.deviation = isFinite ? deviation : nil
    self.failure = isFinite ? failure : "its results are not finite"
  }

  /// Whether the results are the host's, apart from rounding.
  public var passes: Bool { deviation.map { $0 <= Self.tolerance } ?? false }

  /// What is wrong, as the end of a sentence about the device.
  package var fault: String {
    guard let deviation else {
      return "cannot compute \(subject) (\(failure ?? "no result"))"
    }
    return "computes \(subject) wrongly (off by \(Self.digits(deviation)))"
  }

  /// Two significant digits where the value is below 100.
  private static func digits(_ value: Double) -> String {
    var scale = 1.0
    while value * scale < 10, scale < 1e9 { scale *= 10 }
    return "\((value * scale).rounded() / scale)"
  }
}
