import Basics
import Graphs

/// Pseudorandom test inputs.
struct TestRandom {
  private var generator: SplitMix64

  init(seed: UInt64) {
    generator = SplitMix64(seed: seed)
  }

  mutating func next() -> UInt64 { generator.next() }

  mutating func uniform(in range: ClosedRange<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// A tensor of uniform values.
  mutating func tensor(
    _ shape: Shape, in range: ClosedRange<Double> = -1...1
  ) -> HostTensor<Double> {
    HostTensor((0..<shape.count).map { _ in uniform(in: range) }, shape: shape)
  }
}
