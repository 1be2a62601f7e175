/// The labels of one head, for data in memory.
public struct HeadLabels: Sendable {
  /// The head's name; empty where there is one head only.
  public let name: String
  /// The label of each training sample, nil or −1 where it has none.
  public let labels: [Int?]
  /// The names of the classes, whose indices the labels are; nil where labels are any integers, whose
  /// sorted list makes the classes.
  public let classNames: [String]?

  public init(_ labels: [Int?], name: String = "", classNames: [String]? = nil) {
    self.name = name
    self.labels = labels
    self.classNames = classNames
  }

  /// Labels of `count` samples of this head as those of a file.
  ///
  /// - Throws: `usage` for another number of labels, and for indices without a name.
  func raw(_ labels: [Int?], count: Int) throws(DatasetError) -> RawLabels {
    guard labels.count == count else {
      throw .usage(
        setting: setting, found: "\(labels.count) labels", expected: "\(count), one a sample")
    }
    var distinct: [RawLabels.Label] = []
    var numbers: [Int: Int32] = [:]
    if let classNames {
      guard Set(classNames).count == classNames.count else {
        throw .usage(setting: setting, found: "equal class names", expected: "different names")
      }
      // Classes keep their numbers, whichever labels occur.
      for index in classNames.indices {
        numbers[index] = Int32(index)
        distinct.append(.integer(Int64(index)))
      }
    }
    var codes: [Int32] = []
    codes.reserveCapacity(count)
    for (row, label) in labels.enumerated() {
      guard let label, label != -1 else {
        codes.append(-1)
        continue
      }
      if let number = numbers[label] {
        codes.append(number)
        continue
      }
      if let classNames {
        throw .usage(
          setting: setting, found: "label \(label) of sample \(row)",
          expected: "-1 or an index of the \(classNames.count) class names")
      }
      let number = Int32(distinct.count)
      numbers[label] = number
      distinct.append(.integer(Int64(label)))
      codes.append(number)
    }
    let isLabelled = codes.contains { $0 >= 0 }
    return RawLabels(name: name, distinct: isLabelled ? distinct : [], codes: codes)
  }

  private var setting: String { name.isEmpty ? "labels" : "labels of \(name)" }
}
