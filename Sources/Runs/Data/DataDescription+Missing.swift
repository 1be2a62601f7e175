import Datasets

extension DataDescription {
  /// The first class whose name other programs write where there is no label; nil where there is none.
  var classThatLooksMissing: String? {
    heads.lazy.compactMap { head in
      // Data with so many classes may count as far.
      head.classes.first {
        Self.textsForMissing.contains($0.lowercased())
          || head.classes.count < 100 && Self.numbersForMissing.contains($0)
      }
    }.first
  }

  private static let textsForMissing: Set<String> = [
    "na", "n/a", "nan", "null", "?", "unlabelled", "unlabeled",
  ]
  private static let numbersForMissing: Set<String> = ["255", "65535", "-999", "-9999"]
}
