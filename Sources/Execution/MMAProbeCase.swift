/// A product of [16, 8] with [8, 8] plus [16, 8] whose result is known.
package struct MMAProbeCase: Sendable {
  /// What the result tests, for messages.
  let purpose: String
  package let a: [Float]
  package let b: [Float]
  package let c: [Float]
  /// The largest error over the sum of the terms' magnitudes; 0 for a result that is exact.
  let tolerance: Double

  private init(
    _ purpose: String, tolerance: Double = 0, a: (_ row: Int, _ k: Int) -> Float,
    b: (_ k: Int, _ column: Int) -> Float, c: (_ row: Int, _ column: Int) -> Float
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

  /// Values at and next to the midpoint of two TF32 values, of both signs and several magnitudes.
  private static func awkward(_ row: Int, _ column: Int) -> Float {
    let half: Float = 0x1p-11
    let offsets = [half, half - 0x1p-23, half + 0x1p-23, 3 * half, 0x1p-12, 1 - half, 0, 0x1p-22]
    let magnitudes: [Float] = [1, -1, 0x1p20, -0x1p-20, 3, -5, 0x1p-3, 0x1p90]
    return (1 + offsets[column]) * magnitudes[row % 8]
  }

  /// Values in ±0.5 that use all bits and repeat only after 65,521.
  private static func varied(_ index: Int, _ seed: Int) -> Float {
    Float((index * 7919 + seed * 104_729) % 65_521) / 65_521 - 0.5
  }

  package static let all = [
    MMAProbeCase(
      "the place in the fragments", a: { Float($0 * 8 + $1 + 1) }, b: { Float($0 * 8 + $1 - 20) },
      c: { Float(100_000 + 1000 * $0 + $1) }),
    MMAProbeCase(
      "the first operand's rounding", a: awkward, b: { $0 == $1 ? 1 : 0 }, c: { _, _ in 0 }),
    MMAProbeCase(
      "the second operand's rounding", a: { $0 == $1 ? 1 : 0 }, b: awkward, c: { _, _ in 0 }),
    MMAProbeCase(
      "the accumulators' bits", a: { _, _ in 0 }, b: { _, _ in 0 },
      c: { 1 + Float($0 * 8 + $1) * 0x1p-23 }),
    MMAProbeCase(
      "a sum of products", tolerance: 0x1p-20, a: { varied($0 * 8 + $1, 1) },
      b: { varied($0 * 8 + $1, 2) }, c: { varied($0 * 8 + $1, 3) }),
  ]

  /// The first wrong one of the results of all cases in order, for a message; nil where all are right.
  package static func fault(in results: [Float]) -> String? {
    precondition(results.count == 128 * all.count, "\(results.count) results of the MMA probe")
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
              + "that tests \(one.purpose)"
          }
        }
      }
    }
    return nil
  }

  /// A result with the sum of its terms' magnitudes.
  private func expected(_ row: Int, _ column: Int) -> (value: Double, magnitude: Double) {
    var value = Double(c[row * 8 + column])
    var magnitude = abs(value)
    for k in 0..<8 {
      let term =
        Double(a[row * 8 + k].roundedToTF32) * Double(b[k * 8 + column].roundedToTF32)
      value += term
      magnitude += abs(term)
    }
    return (value, magnitude)
  }
}

extension Float {
  /// This value rounded to TF32, ties away from zero; a NaN stays one.
  package var roundedToTF32: Float {
    isNaN ? self : Float(bitPattern: (bitPattern + 0x1000) & 0xFFFF_E000)
  }
}
