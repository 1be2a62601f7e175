import Basics

/// Rows pass after pass, each pass in a permutation of its own.
struct RowStream: Sendable {
  /// The position of the next row.
  var place = BatchSampler.Place()
  private let rows: [Int]
  private let seed: UInt64
  private let stream: UInt64
  // A cache: the permutation of the pass asked for last, which follows from rows and seed.
  private var orderedPass: Int?
  private var order: [Int] = []

  init(rows: [Int], seed: UInt64, stream: UInt64) {
    self.rows = rows
    self.seed = seed
    self.stream = stream
  }

  var count: Int { rows.count }

  func contains(_ place: BatchSampler.Place) -> Bool {
    place.pass >= 0 && place.index >= 0 && place.index < max(1, rows.count)
  }

  /// Appends the next `count` rows.
  ///
  /// - Precondition: there is a row, or `count` is 0.
  mutating func append(_ count: Int, to result: inout [Int]) {
    precondition(!rows.isEmpty || count == 0, "\(count) rows of none")
    var remaining = count
    while remaining > 0 {
      prepareOrder()
      let taken = min(remaining, rows.count - place.index)
      result += order[place.index..<place.index + taken]
      remaining -= taken
      place.index += taken
      if place.index == rows.count {
        place.index = 0
        place.pass += 1
      }
    }
  }

  private mutating func prepareOrder() {
    guard orderedPass != place.pass else { return }
    order = rows
    var generator = SplitMix64(seed: seed, stream: stream, pass: UInt64(place.pass))
    generator.shuffle(&order)
    orderedPass = place.pass
  }
}
