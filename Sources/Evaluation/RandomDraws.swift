import Basics

/// Random draws of a score: SplitMix64 with the counter mix(mix(seed) + stream) at first.
///
/// A number below n is the high word of one draw times n, biased by less than n / 2⁶⁴: a reference
/// script can draw the same rows from this definition.
struct RandomDraws {
  /// One stream for each score, so that their draws are independent.
  enum Stream: UInt64 {
    case betaVAE = 1
    case factorVAE = 2
    case mutualInformation = 3
    case separability = 4
    case completeness = 5
    case boostedTrees = 6
  }

  private var generator: SplitMix64

  init(seed: UInt64, stream: Stream) {
    generator = SplitMix64(seed: SplitMix64.mix(SplitMix64.mix(seed) &+ stream.rawValue))
  }

  /// A uniform number in 0 ..< count.
  mutating func below(_ count: Int) -> Int {
    Int(generator.next().multipliedFullWidth(by: UInt64(count)).high)
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
