package import Graphs

/// What a picture's noise is drawn from, as a row of the kernel's table of keys: the state of Philox.
package struct NoiseKey {
  /// The number of words in a row: the seed's low and high word, and the picture's number.
  static let length = 3
  /// The stream of the noise.
  package static let stream = RandomStream("stand-in.noise")

  /// The row of one eye: 0 the left, 1 the right.
  package static func values(_ scene: Scene, eye: Int, seed: UInt64) -> [Int32] {
    [
      Int32(truncatingIfNeeded: seed), Int32(truncatingIfNeeded: seed >> 32),
      Int32(2 * scene.number + eye),
    ]
  }
}
