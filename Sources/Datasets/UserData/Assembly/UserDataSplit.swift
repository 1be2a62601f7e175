import Basics

/// Which rows of a user's data are held out for tests where the files have no test part.
///
/// round(share · rows) rows are drawn: SplitMix64 from `seed`, Fisher-Yates over the row indices, the
/// first of them. Where rows have groups, the groups in ascending order are permuted likewise and held out
/// one after the other until they have at least the fraction `share` of the rows.
struct UserDataSplit: Equatable {
  /// The held-out rows, ascending.
  let heldOut: [Int]
  /// All others, ascending.
  let training: [Int]

  /// Splits rows; `groups` has one name for each, or is nil.
  ///
  /// - Throws: `usage` where the fraction is not in 0 ..< 1 or leaves no row to train on.
  init(
    holdingOut share: Double, of rowCount: Int, groups: [String]? = nil, seed: UInt64
  ) throws(DatasetError) {
    guard share >= 0, share < 1 else {
      throw .usage(setting: "test-share", found: "\(share)", expected: "at least 0 and below 1")
    }
    // A stream of its own: labels drawn with the same seed are independent.
    var generator = SplitMix64(seed: seed, stream: Self.stream, pass: 0)
    if let groups {
      precondition(groups.count == rowCount, "\(groups.count) groups of \(rowCount) rows")
      heldOut = Self.draw(groups, Double(rowCount) * share, &generator)
    } else {
      var order = Array(0..<rowCount)
      generator.shuffle(&order)
      heldOut = order.prefix(Int((share * Double(rowCount)).rounded())).sorted()
    }
    guard heldOut.isEmpty || heldOut.count < rowCount else {
      throw .usage(
        setting: "test-share",
        found: "\(share), which holds out every \(groups == nil ? "row" : "group")",
        expected: "a fraction that leaves rows to train on")
    }
    training = heldOut.complement(in: rowCount)
  }

  /// The rows of some groups, at least `wanted`, ascending.
  private static func draw(
    _ groups: [String], _ wanted: Double, _ generator: inout SplitMix64
  ) -> [Int] {
    let rows = Dictionary(grouping: groups.indices) { groups[$0] }
    let names = rows.keys.sorted()
    var order = Array(names.indices)
    generator.shuffle(&order)
    var heldOut: [Int] = []
    for index in order where Double(heldOut.count) < wanted {
      guard let own = rows[names[index]] else {
        preconditionFailure("group \(names[index]) has no rows")
      }
      heldOut += own
    }
    return heldOut.sorted()
  }

  /// "HOLD" in ASCII.
  private static let stream: UInt64 = 0x484F_4C44
}
