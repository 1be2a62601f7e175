/// Philox 4×32-10 (Salmon et al. 2011): random numbers that are a function of seed, stream, step and
/// element, and so do not depend on how the work is split.
///
/// Key: the seed. Counter: element / 4, step, stream. Element `i` is word `i mod 4` of its block.
public struct Philox: Sendable {
  private let seed: UInt64
  private let stream: RandomStream

  public init(seed: UInt64, stream: RandomStream) {
    self.seed = seed
    self.stream = stream
  }

  /// From the random state of a training step: seed low word, seed high word, step.
  package init(state: [Int32], stream: RandomStream) {
    self.init(
      seed: UInt64(UInt32(bitPattern: state[0])) | UInt64(UInt32(bitPattern: state[1])) << 32,
      stream: stream)
  }

  /// The four words of one block.
  package func block(_ index: UInt32, step: UInt32) -> SIMD4<UInt32> {
    var counter = SIMD4(index, step, stream.low, stream.high)
    var key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    for _ in 0..<10 {
      let first = UInt64(0xD251_1F53) * UInt64(counter[0])
      let second = UInt64(0xCD9E_8D57) * UInt64(counter[2])
      counter = SIMD4(
        UInt32(truncatingIfNeeded: second >> 32) ^ counter[1] ^ key.0,
        UInt32(truncatingIfNeeded: second),
        UInt32(truncatingIfNeeded: first >> 32) ^ counter[3] ^ key.1,
        UInt32(truncatingIfNeeded: first))
      key = (key.0 &+ 0x9E37_79B9, key.1 &+ 0xBB67_AE85)
    }
    return counter
  }

  /// Uniform in (0, 1]: (top 24 bits + 1) / 2²⁴, exact in float32, and its logarithm is finite.
  package static func uniform(_ word: UInt32) -> Float {
    Float((word >> 8) + 1) * 0x1p-24
  }

  /// The uniform number of one element.
  public func uniform(element: Int, step: UInt32) -> Float {
    Self.uniform(block(UInt32(truncatingIfNeeded: element / 4), step: step)[element % 4])
  }

  /// The uniform numbers of elements 0 ..< count, a block at a time.
  public func uniforms(count: Int, step: UInt32) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { values, filled in
      for first in stride(from: 0, to: count, by: 4) {
        let words = block(UInt32(truncatingIfNeeded: first / 4), step: step)
        for element in first..<min(first + 4, count) {
          values[element] = Self.uniform(words[element % 4])
        }
      }
      filled = count
    }
  }

  /// The standard normal numbers of one block, by Box and Muller's transform of its two pairs:
  /// √(−2 ln u₁)·(cos, sin)(2π u₂).
  package func normals<Scalar: HostScalar>(
    block index: UInt32, step: UInt32, as type: Scalar.Type
  ) -> [Scalar] {
    let words = block(index, step: step)
    return [0, 2].flatMap { pair in
      let radius = Scalar.sqrt(-2 * Scalar.log(Scalar(Self.uniform(words[pair]))))
      let angle = 2 * Scalar.pi * Scalar(Self.uniform(words[pair + 1]))
      return [radius * Scalar.cos(angle), radius * Scalar.sin(angle)]
    }
  }
}
