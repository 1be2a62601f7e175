import Datasets

extension DataDescription {
  /// How the names of classes and columns differ from those of a run whose samples and labels are the
  /// same, in words; nil where they do not.
  func difference(from other: DataDescription) -> String? {
    for (head, former) in zip(heads, other.heads) where head.classes != former.classes {
      let name = head.name.isEmpty ? "" : " of \(head.name)"
      return "the classes\(name) \(Self.list(head.classes)), not \(Self.list(former.classes)),"
        + " to train on"
    }
    guard columns != other.columns else { return nil }
    return "the columns \(Self.list(columns)), not \(Self.list(other.columns)), to train on"
  }

  private static func list(_ names: [String]?) -> String {
    guard let names else { return "without names" }
    return names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and so on" : "")
  }
}
