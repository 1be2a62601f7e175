/// Why an algorithm does not apply to a problem.
package struct Inapplicable: Error, Sendable, Hashable {
  /// In words that can follow a colon, for example `stride 3, at most 2`.
  package let reason: String

  init(_ reason: String) { self.reason = reason }
}
