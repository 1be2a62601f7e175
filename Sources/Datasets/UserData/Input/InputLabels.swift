/// The labels of data that a trained model is applied to, numbered as the model's classes are.
struct InputLabels {
  /// One column for each head of the model.
  let factors: [LabelColumn]

  /// Numbers the labels of a part; those of heads that the data do not have are missing.
  ///
  /// - Parameter heads: those of the model; where there are none, labels do not count.
  /// - Throws: `badData` for other heads, and for classes that the model does not know.
  init(of part: RawData.Part, heads: [DataDescription.Head]) throws(DatasetError) {
    let labels = Dictionary(
      part.labels.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(heads.map(\.name))
    if !heads.isEmpty, let other = part.labels.first(where: { !names.contains($0.name) }) {
      let list = heads.map { "'\($0.name)'" }.joined(separator: ", ")
      throw .badData(
        path: part.path,
        found: other.name.isEmpty ? "labels of one head" : "labels of a head '\(other.name)'",
        expected: heads.count == 1 ? "one head" : "the \(heads.count) heads \(list)",
        advice: "give the data the labels that the run was trained on, or none")
    }
    var factors: [LabelColumn] = []
    for head in heads {
      guard let own = labels[head.name] else {
        factors.append(
          LabelColumn(
            name: head.name, classCount: head.classes.count,
            values: [Int32](repeating: LabelColumn.missing, count: part.source.count)))
        continue
      }
      factors.append(try Self.column(own, of: head, in: part))
    }
    self.factors = factors
  }

  private static func column(
    _ labels: RawLabels, of head: DataDescription.Head, in part: RawData.Part
  ) throws(DatasetError) -> LabelColumn {
    let numbers = Dictionary(
      uniqueKeysWithValues: head.classes.enumerated().map { ($0.element, Int32($0.offset)) })
    let unknown = labels.distinct.filter { numbers[$0.name] == nil }.sorted()
    guard unknown.isEmpty else {
      let row = labels.codes.firstIndex { $0 >= 0 && labels.distinct[Int($0)] == unknown[0] }
      let place = row.map { ", first in \(part.place?($0) ?? "row \($0)")" } ?? ""
      throw .badData(
        path: part.path,
        found: "\(unknown.count == 1 ? "the class" : "classes") \(list(unknown.map(\.name)))"
          + (head.name.isEmpty ? "" : " of '\(head.name)'") + place,
        expected: "the classes that the run was trained on: \(list(head.classes))",
        advice: "correct these labels, or leave out their rows")
    }
    return LabelColumn(
      name: labels.name, classCount: head.classes.count,
      values: labels.codes.map { code in
        guard code >= 0 else { return LabelColumn.missing }
        guard let number = numbers[labels.distinct[Int(code)].name] else {
          preconditionFailure("label \(labels.distinct[Int(code)].name) was known before")
        }
        return number
      })
  }

  /// The first names.
  private static func list(_ names: [String]) -> String {
    let most = 10
    let shown = names.prefix(most).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > most ? "\(shown) and \(names.count - most) more" : shown
  }
}
