/// The algorithm that an operation is lowered to, and why those before it in the operation's list were
/// passed over.
public struct AlgorithmChoice: Sendable, Hashable {
  /// An algorithm that does not apply.
  public struct PassedOver: Sendable, Hashable {
    public let name: String
    /// Why, in words, for example `stride 3, at most 2`.
    public let reason: String

    public init(name: String, reason: String) {
      self.name = name
      self.reason = reason
    }
  }

  /// What plans call it, for example `winograd`.
  public let name: String
  /// In the order in which they were tried.
  public let passedOver: [PassedOver]

  public init(name: String, passedOver: [PassedOver] = []) {
    self.name = name
    self.passedOver = passedOver
  }
}
