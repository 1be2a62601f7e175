/// The algorithm that an operation is lowered to, and why those before it in the operation's list were
/// passed over.
package struct AlgorithmChoice: Sendable, Hashable {
  /// An algorithm that does not apply.
  package struct PassedOver: Sendable, Hashable {
    package let name: String
    /// Why, in words, for example `stride 3, at most 2`.
    package let reason: String

    package init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  /// What plans call it, for example `winograd`.
  package let name: String
  /// In the order in which they were tried.
  package let passedOver: [PassedOver]

  package init(name: String, passedOver: [PassedOver] = []) {
    self.name = name
    self.passedOver = passedOver
  }
}
