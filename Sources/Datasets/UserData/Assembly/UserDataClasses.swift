/// The classes that a user's data have, and the class of every row.
struct UserDataClasses {
  /// The largest number of classes of a head.
  static let largestCount = 65_536

  /// None where no row has a label.
  let heads: [DataDescription.Head]
  /// One column for each head.
  let train: [LabelColumn]
  /// One column for each head; none where there is no test part.
  let test: [LabelColumn]

  /// Numbers the labels of each head in ascending order.
  ///
  /// - Parameters:
  ///   - training: the rows of `raw.train` that are trained on.
  ///   - names: the names of the classes of each head where they are not those of the labels.
  /// - Throws: `badData` for one class only, too many, and labels that no training row has.
  init(
    _ raw: RawData, training: [Int], names: [[String]?]? = nil
  ) throws(DatasetError) {
    try Self.checkHeads(raw)
    guard raw.train.labels.contains(where: { !$0.distinct.isEmpty }) else {
      if let labels = raw.test?.labels.first(where: { !$0.distinct.isEmpty }), let test = raw.test {
        throw Self.unseen(labels.distinct[0], of: labels, in: test, classCount: 0)
      }
      heads = []
      train = []
      test = []
      return
    }
    var heads: [DataDescription.Head] = []
    var train: [LabelColumn] = []
    var test: [LabelColumn] = []
    for (index, labels) in raw.train.labels.enumerated() {
      let classes = try Self.classes(of: labels, path: raw.train.path)
      let own = names?[index] ?? classes.map(\.name)
      let numbers = Dictionary(
        uniqueKeysWithValues: classes.enumerated().map { ($0.element, Int32($0.offset)) })
      let column = Self.column(labels, numbers, classes.count) { label in
        preconditionFailure("label \(label.name) of head '\(labels.name)' has no class")
      }
      try Self.checkTraining(column, own, labels.name, training, path: raw.train.path)
      train.append(column)
      heads.append(DataDescription.Head(name: labels.name, classes: own))
      guard let part = raw.test else { continue }
      test.append(
        try part.labels.isEmpty
          ? LabelColumn(
            name: labels.name, classCount: classes.count,
            values: [Int32](repeating: LabelColumn.missing, count: part.source.count))
          : Self.column(part.labels[index], numbers, classes.count) {
            (label) throws(DatasetError) in
            throw Self.unseen(label, of: part.labels[index], in: part, classCount: classes.count)
          })
    }
    self.heads = heads
    self.train = train
    self.test = test
  }

  /// The test part has the heads of the training part, or none.
  private static func checkHeads(_ raw: RawData) throws(DatasetError) {
    guard let test = raw.test, !test.labels.isEmpty, !raw.train.labels.isEmpty else { return }
    let (found, expected) = (test.labels.map(\.name), raw.train.labels.map(\.name))
    guard found == expected else {
      throw .badData(
        path: test.path, found: "labels of \(found.count) heads (\(list(found)))",
        expected: "the \(expected.count) of \(raw.train.path) (\(list(expected)))",
        advice: "give both parts the same labels")
    }
  }

  private static func list(_ names: [String]) -> String {
    names.map { "'\($0)'" }.joined(separator: ", ")
  }

  private static func classes(
    of labels: RawLabels, path: String
  ) throws(DatasetError) -> [RawLabels.Label] {
    let head = suffix(labels.name)
    let expected = "2 to \(largestCount) classes"
    switch labels.distinct.count {
    case 0:
      throw .badData(
        path: path, found: "no label\(head)", expected: expected,
        advice: "leave out the head, or label some rows")
    case 1:
      throw .badData(
        path: path, found: "one class only ('\(labels.distinct[0].name)')\(head)",
        expected: expected, advice: "add rows of other classes, or leave out the labels")
    case 2...largestCount: return labels.distinct.sorted()
    default:
      throw .badData(
        path: path, found: "\(labels.distinct.count) classes\(head)", expected: expected,
        advice: "take labels that name classes; numbers to predict are none")
    }
  }

  private static func column<Failure: Error>(
    _ labels: RawLabels, _ numbers: [RawLabels.Label: Int32], _ classCount: Int,
    unknown: (RawLabels.Label) throws(Failure) -> Never
  ) throws(Failure) -> LabelColumn {
    var classes: [Int32] = []
    for label in labels.distinct {
      guard let number = numbers[label] else { try unknown(label) }
      classes.append(number)
    }
    return LabelColumn(
      name: labels.name, classCount: classCount,
      values: labels.codes.map { $0 < 0 ? LabelColumn.missing : classes[Int($0)] })
  }

  private static func checkTraining(
    _ column: LabelColumn, _ classes: [String], _ head: String, _ training: [Int],
    path: String
  ) throws(DatasetError) {
    var isSeen = [Bool](repeating: false, count: classes.count)
    for row in training where column.values[row] != LabelColumn.missing {
      isSeen[Int(column.values[row])] = true
    }
    guard let unseen = isSeen.firstIndex(of: false) else { return }
    throw .badData(
      path: path, found: "no training row of class '\(classes[unseen])'\(suffix(head))",
      expected: "training rows of every class",
      advice: "hold out other rows with another split seed or fewer, or add rows of the class")
  }

  /// The error of a label that training rows do not have.
  private static func unseen(
    _ label: RawLabels.Label, of labels: RawLabels, in part: RawData.Part, classCount: Int
  ) -> DatasetError {
    let code = labels.distinct.firstIndex(of: label)
    let row = labels.codes.firstIndex { Int($0) == code }
    let place = row.map { " in \(part.place?($0) ?? "row \($0)")" } ?? ""
    return .badData(
      path: part.path, found: "the label '\(label.name)'\(suffix(labels.name))\(place)",
      expected: classCount == 0
        ? "no labels, as in the training part"
        : "one of the \(classCount) that training rows have",
      advice: "add training rows of that class, or leave the row out")
  }

  private static func suffix(_ head: String) -> String { head.isEmpty ? "" : " of '\(head)'" }
}
