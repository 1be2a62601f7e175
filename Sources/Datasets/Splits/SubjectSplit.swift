import Basics

/// Which training rows are held out for validation, all rows of a subject or none.
///
/// A subject is a person, or a group of one's own rows. Windows of one recording overlap: if rows were
/// drawn one by one, training and validation would share steps. The subjects in ascending order are permuted (SplitMix64 from `seed`, Fisher-Yates) and held
/// out one after the other until they have at least the fraction `share` of the rows.
public struct SubjectSplit: Codable, Sendable, Equatable {
  /// The smallest fraction of the rows to hold out; 0 holds out none.
  public let share: Double
  /// The seed of the permutation.
  public let seed: UInt64
  /// The number of rows that were split.
  public let rowCount: Int
  /// The subjects that are held out, ascending.
  public let heldOutSubjects: [Int]
  /// Their rows, ascending.
  public let heldOut: [Int]

  /// Splits rows whose subjects are given.
  ///
  /// - Throws: `usage` where the fraction is not in 0 ..< 1 or leaves no subject to train on.
  public init(holdingOut share: Double, of subjects: [Int], seed: UInt64) throws(DatasetError) {
    guard share >= 0, share < 1 else {
      throw .usage(
        setting: "validationShare", found: "\(share)", expected: "at least 0 and below 1")
    }
    let rows = Dictionary(grouping: subjects.indices) { subjects[$0] }
    var order = rows.keys.sorted()
    // A stream of its own: labels drawn with the same seed are independent.
    var generator = SplitMix64(seed: seed, stream: Self.stream, pass: 0)
    generator.shuffle(&order)
    let wanted = share * Double(subjects.count)
    var heldOutSubjects: [Int] = []
    var heldOut: [Int] = []
    for subject in order where Double(heldOut.count) < wanted {
      guard let own = rows[subject] else { preconditionFailure("subject \(subject) has no rows") }
      heldOutSubjects.append(subject)
      heldOut += own
    }
    guard heldOut.isEmpty || heldOut.count < subjects.count else {
      throw .usage(
        setting: "validationShare", found: "\(share), which holds out every subject or group",
        expected: "a fraction that leaves one of the \(order.count) to train on")
    }
    self.share = share
    self.seed = seed
    self.rowCount = subjects.count
    self.heldOutSubjects = heldOutSubjects.sorted()
    self.heldOut = heldOut.sorted()
  }

  /// The training rows, ascending: all others.
  public var training: [Int] {
    heldOut.complement(in: rowCount)
  }

  /// Checks a split that was read from `path` against the subjects of the data.
  ///
  /// - Throws: `badData` where the held-out rows are not exactly those of the held-out subjects.
  public func check(subjects: [Int], path: String) throws(DatasetError) {
    let isHeldOut = Set(heldOutSubjects)
    guard rowCount == subjects.count,
      heldOut == subjects.indices.filter({ isHeldOut.contains(subjects[$0]) })
    else {
      throw .badData(
        path: path, found: "\(heldOut.count) held-out rows of \(rowCount)",
        expected: "the rows of \(heldOutSubjects.count) subjects among the \(subjects.count) rows",
        advice: "use the data that the run was made with")
    }
  }

  /// "SUBJ" in ASCII.
  private static let stream: UInt64 = 0x5355_424A
}
