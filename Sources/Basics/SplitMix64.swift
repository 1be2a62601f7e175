/// SplitMix64: a pseudorandom generator whose state is one 64-bit counter.
///
/// state ← state + 0x9E3779B97F4A7C15; the output is the state mixed by two multiplications.
/// Draws are integers, so they are the same on every machine.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  /// Starts a sequence.
  package init(seed: UInt64) { state = seed }

  /// Starts the sequence of `stream` and `pass`, unrelated to those of other numbers.
  package init(seed: UInt64, stream: UInt64, pass: UInt64) {
    var generator = SplitMix64(seed: seed)
    for number in [stream, pass] {
      generator = SplitMix64(seed: generator.next() ^ SplitMix64.mix(number))
    }
    self = generator
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return SplitMix64.mix(state)
  }

  /// A uniform number in 0 ..< bound: the high half of next() · bound, drawn again where the low
  /// half falls into the part that would make some numbers more likely.
  package mutating func next(below bound: Int) -> Int {
    let width = UInt64(bound)
    while true {
      let product = next().multipliedFullWidth(by: width)
      if product.low >= (0 &- width) % width { return Int(product.high) }
    }
  }

  /// Fisher-Yates: swaps each place from the last down with a uniform place at or before it.
  package mutating func shuffle(_ values: inout [Int]) {
    var last = values.count - 1
    while last > 0 {
      values.swapAt(last, next(below: last + 1))
      last -= 1
    }
  }

  /// The output function: bijective, and every bit of the result depends on every bit of `value`.
  package static func mix(_ value: UInt64) -> UInt64 {
    var word = value
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    return word ^ word >> 31
  }
}
