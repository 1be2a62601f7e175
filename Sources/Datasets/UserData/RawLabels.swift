/// The labels of one head as a user's files give them, any of them missing.
package struct RawLabels: Sendable, Equatable {
  /// One label: classes are numbered in this order, whole numbers by their value before texts.
  package enum Label: Hashable, Comparable, Sendable {
    case integer(Int64)
    case text(String)

    /// As messages and predictions name it.
    package var name: String {
      switch self {
      case .integer(let value): "\(value)"
      case .text(let text): text
      }
    }
  }

  /// The head's name; empty where there is one head only.
  package let name: String
  /// The labels that occur, in no order.
  package let distinct: [Label]
  /// For each row the index of its label in `distinct`, or −1 where it has none.
  package let codes: [Int32]

  package init(name: String, distinct: [Label], codes: [Int32]) {
    self.name = name
    self.distinct = distinct
    self.codes = codes
  }
}
