import Graphs
import SyntheticNORB
import Testing

// A dim lighting, so that no pixel is clipped.
private let scene = Scene(category: .car, instance: 3, elevation: 2, azimuth: 4, lighting: 1)

/// The kernel's noise, against the host's Philox.
@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct NoiseTests {
  private static let deviation: Float = 5

  /// A picture with noise minus the same without, and what the host says it is but for rounding.
  private func differences(
    family: StandInRenderer.Family?, seed: UInt64 = 1
  ) throws -> (found: [[Float]], expected: [[Float]]) {
    let renderer = try makeRenderer(seed: seed, family: family)
    var noisy = Photograph.ideal
    noisy.noise = Self.deviation
    let (with, without) = try (
      Pair(renderer.render([scene], as: noisy)), Pair(renderer.render([scene], as: .ideal))
    )
    let found = [(with.left, without.left), (with.right, without.right)].map { first, second in
      zip(first, second).map { Float($0 - $1) }
    }
    let philox = Philox(seed: seed, stream: NoiseKey.stream)
    let expected = (0..<2).map { eye in
      (0..<Pair.side * Pair.side).map { pixel in
        let word = philox.block(
          UInt32(pixel / 4), step: UInt32(2 * scene.number + eye))[pixel % 4]
        let sum = (0..<4).reduce(0) { $0 + Int(word >> (8 * $1) & 255) }
        // A byte has mean 127.5 and variance (256² − 1) / 12.
        return Self.deviation * Float(sum - 510) / (Float(65_535) / 3).squareRoot()
      }
    }
    return (found, expected)
  }

  @Test(arguments: StandInRenderer.Family.allCases, [1, 5 + 7 << 32])
  func noiseIsTheHosts(family: StandInRenderer.Family, seed: UInt64) throws {
    let (found, expected) = try differences(family: family, seed: seed)
    for eye in 0..<2 {
      // Both pictures are rounded.
      #expect(zip(found[eye], expected[eye]).allSatisfy { abs($0 - $1) < 1.01 })
    }
  }

  @Test func noiseHasItsMeanAndVariance() throws {
    let (found, _) = try differences(family: nil)
    for values in found {
      let count = Float(values.count)
      let mean = values.reduce(0, +) / count
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      // Five standard errors each.
      #expect(abs(mean) < 5 * Self.deviation / count.squareRoot())
      #expect(abs(variance / (Self.deviation * Self.deviation) - 1) < 0.07)
    }
    // The cameras' noise is not the same.
    let product = zip(found[0], found[1]).reduce(0) { $0 + $1.0 * $1.1 } / Float(found[0].count)
    #expect(abs(product) < 5 * Self.deviation * Self.deviation / Float(found[0].count).squareRoot())
  }
}
