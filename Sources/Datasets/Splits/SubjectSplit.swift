import Basics

/// Which training rows are held out for validation, all rows of a subject or none; saved with a
/// run.
///
/// Windows of one recording overlap, so that rows drawn one by one would be found in both parts.
/// The subjects in ascending order are permuted (SplitMix64 from `seed`, Fisher-Yates), and held
/// out one after the other until at least `share` of the rows is.
public struct SubjectSplit: Codable, Sendable, Equatable {
  /// The share of the rows that is held out at least; 0 holds out none.
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
  /// Throws `usage` where the share is not in 0 ..< 1, and where it leaves no subject to train on.
  public init(holdingOut share: Double, of subjects: [Int], seed: UInt64) throws(DatasetError) {
    guard share >= 0, share < 1 else {
      throw .usage(
        setting: "validationShare", found: "\(share)", expected: "at least 0 and below 1")
    }
    let rows = Dictionary(grouping: subjects.indices) { subjects[$0] }
    var order = rows.keys.sorted()
    // A stream of its own, so that the same seed draws labels that have nothing to do with it.
    var generator = SplitMix64(seed: seed, stream: Self.stream, pass: 0)
    generator.shuffle(&order)
    let wanted = share * Double(subjects.count)
    var heldOutSubjects: [Int] = []
    var heldOut: [Int] = []
    for subject in order where Double(heldOut.count) < wanted {
      heldOutSubjects.append(subject)
      heldOut += rows[subject, default: []]
    }
    guard heldOut.isEmpty || heldOut.count < subjects.count else {
      throw .usage(
        setting: "validationShare", found: "\(share), which holds out every subject",
        expected: "a share that leaves one of the \(order.count) subjects to train on")
    }
    self.share = share
    self.seed = seed
    self.rowCount = subjects.count
    self.heldOutSubjects = heldOutSubjects.sorted()
    self.heldOut = heldOut.sorted()
  }

  /// The other rows, ascending: those to train on.
  public var training: [Int] {
    var isHeldOut = [Bool](repeating: false, count: rowCount)
    for row in heldOut { isHeldOut[row] = true }
    return isHeldOut.indices.filter { !isHeldOut[$0] }
  }

  /// Checks a split that was read from `path` against the subjects of the data.
  ///
  /// Throws `badData` where the held-out rows are not all rows of the held-out subjects.
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
