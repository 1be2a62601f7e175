/// The labels of one head as a user's files give them, any of them missing.
struct RawLabels: Sendable, Equatable {
  /// One label: classes are numbered in this order, whole numbers by their value before texts.
  enum Label: Hashable, Comparable, Sendable {
    case integer(Int64)
    case text(String)

    /// As messages and predictions name it.
    var name: String {
      switch self {
      case .integer(let value): "\(value)"
      case .text(let text): text
      }
    }
  }

  /// The head's name; empty where there is one head only.
  let name: String
  /// The labels that occur, in no order.
  let distinct: [Label]
  /// For each row the index of its label in `distinct`, or −1 where it has none.
  let codes: [Int32]
}
