/// A classifier that has got more classes after those that it had.
public struct ClassGrowth: Sendable, Hashable {
  /// The name of the model's first head; empty where there is one only.
  public let head: String
  /// The number of new classes.
  public let count: Int

  public init(head: String = "", by count: Int) {
    self.head = head
    self.count = count
  }

  /// The path of the head's variables.
  var path: String { head.isEmpty ? "pi" : "pi.\(head)" }
}
