/// A product A·B + C of [16, 8], [8, 8] and [16, 8] with a known result.
package struct MMAProbeCase: Sendable {
  /// What the result shows, for messages.
  let purpose: String
  package let a: [Float]
  package let b: [Float]
  package let c: [Float]
  /// The largest error relative to the sum of the terms' magnitudes; 0 for an exact result.
  let tolerance: Double

  private init(
    _ purpose: String, tolerance: Double = 0, a: (_ row: Int, _ depth: Int) -> Float,
    b: (_ depth: Int, _ column: Int) -> Float, c: (_ row: Int, _ column: Int) -> Float
  ) {
    func values(_ rows: Int, _ value: (Int, Int) -> Float) -> [Float] {
      (0..<8 * rows).map { value($0 / 8, $0 % 8) }
    }
    self.purpose = purpose
    self.tolerance = tolerance
    self.a = values(16, a)
    self.b = values(8, b)
    self.c = values(16, c)
  }

  /// Numbers halfway between two TF32 numbers and close to it, of both signs and several magnitudes.
  private static func awkward(_ row: Int, _ column: Int) -> Float {
    let half: Float = 0x1p-11
    let offsets = [half, half - 0x1p-23, half + 0x1p-23, 3 * half, 0x1p-12, 1 - half, 0, 0x1p-22]
    let magnitudes: [Float] = [1, -1, 0x1p20, -0x1p-20, 3, -5, 0x1p-3, 0x1p90]
    return (1 + offsets[column]) * magnitudes[row % 8]
  }

  /// Numbers in ±0.5 with a long period that use all bits.
  private static func varied(_ index: Int, _ seed: Int) -> Float {
    Float((index * 7919 + seed * 104_729) % 65_521) / 65_521 - 0.5
  }

  package static let all = [
    MMAProbeCase(
      "positions in the fragments", a: { Float($0 * 8 + $1 + 1) }, b: { Float($0 * 8 + $1 - 20) },
      c: { Float(100_000 + 1000 * $0 + $1) }),
    MMAProbeCase(
      "the first operand's rounding", a: awkward, b: { $0 == $1 ? 1 : 0 }, c: { _, _ in 0 }),
    MMAProbeCase(
      "the second operand's rounding", a: { $0 == $1 ? 1 : 0 }, b: awkward, c: { _, _ in 0 }),
    MMAProbeCase(
      "the bits of accumulators", a: { _, _ in 0 }, b: { _, _ in 0 },
      c: { 1 + Float($0 * 8 + $1) * 0x1p-23 }),
    MMAProbeCase(
      "a sum of products", tolerance: 0x1p-20, a: { varied($0 * 8 + $1, 1) },
      b: { varied($0 * 8 + $1, 2) }, c: { varied($0 * 8 + $1, 3) }),
  ]

  /// The first error in the results of all cases, one after another; nil if there is none.
  package static func fault(in results: [Float]) -> String? {
    var next = 0
    for one in all {
      for row in 0..<16 {
        for column in 0..<8 {
          let (expected, magnitude) = one.expected(row, column)
          let found = results[next]
          next += 1
          // Written so that NaN is a fault.
          guard abs(Double(found) - expected) <= one.tolerance * magnitude else {
            return "\(found) for \(Float(expected)) in row \(row), column \(column) of a product "
              + "that shows \(one.purpose)"
          }
        }
      }
    }
    return nil
  }

  /// An element of the result, with the sum of its terms' magnitudes.
  private func expected(_ row: Int, _ column: Int) -> (value: Double, magnitude: Double) {
    var value = Double(c[row * 8 + column])
    var magnitude = abs(value)
    for depth in 0..<8 {
      let term =
        Double(a[row * 8 + depth].roundedToTF32) * Double(b[depth * 8 + column].roundedToTF32)
      value += term
      magnitude += abs(term)
    }
    return (value, magnitude)
  }
}

extension Float {
  /// This number rounded to TF32, ties away from zero; NaN stays NaN.
  package var roundedToTF32: Float {
    isNaN ? self : Float(bitPattern: (bitPattern + 0x1000) & 0xFFFF_E000)
  }
}
