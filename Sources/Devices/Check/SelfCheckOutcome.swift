import Foundation

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

  /// What was found, in a few words.
  package var finding: String {
    deviation.map { "off by \(String(format: "%.2g", $0))" } ?? failure ?? "no result"
  }

  /// What is wrong, as the end of a sentence about the device.
  package var fault: String {
    deviation == nil
      ? "cannot compute \(subject) (\(finding))" : "computes \(subject) wrongly (\(finding))"
  }
}
