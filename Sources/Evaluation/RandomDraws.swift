import Basics

/// The generator behind the drawing of points: SplitMix64, one 64-bit counter.
///
/// Its whole definition is stated so that a reference script can draw the same rows: the counter
/// starts at mix(mix(seed) + stream); one draw adds 0x9E3779B97F4A7C15 and mixes; a number below
/// n is the high word of the draw times n, which is one draw each and biased by less than n / 2⁶⁴.
struct RandomDraws {
  /// One stream for each score, so that none sees another's numbers.
  enum Stream: UInt64 {
    case betaVAE = 1
    case factorVAE = 2
    case mutualInformation = 3
    case separability = 4
    case completeness = 5
    case boostedTrees = 6
  }

  private var state: UInt64

  init(seed: UInt64, stream: Stream) {
    state = SplitMix64.mix(SplitMix64.mix(seed) &+ stream.rawValue)
  }

  /// A uniform number in 0 ..< count.
  mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Int(SplitMix64.mix(state).multipliedFullWidth(by: UInt64(count)).high)
  }

  /// 0 ..< count in random order: Fisher-Yates, from the end.
  mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, below(last + 1))
    }
    return order
  }
}
