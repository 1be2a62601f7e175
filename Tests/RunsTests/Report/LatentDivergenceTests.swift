import Foundation
import Runs
import Testing

@Suite("Divergence of latent dimensions")
struct LatentDivergenceTests {
  @Test("½ (μ² + σ² − 1 − log σ²), the largest first")
  func divergence() {
    let mean: [Float] = [0, 2, 1, 0, -2, 1]
    let logVariance: [Float] = [0, 0, 0, 0, 0, log(4)]
    let divergence = LatentDivergence(
      mean: mean[...], logVariance: logVariance[...], latent: 3)
    let expected = [0, 2, (0.5 + 0.5 * (1 + 4 - 1 - log(4))) / 2]
    for (found, expected) in zip(divergence.nats, expected) {
      #expect(abs(found - expected) < 1e-6)
    }
    #expect(divergence.order == [1, 2, 0])
  }

  @Test("of equal dimensions, the first comes first")
  func ties() {
    let zero = [Float](repeating: 0, count: 4)
    #expect(
      LatentDivergence(mean: zero[...], logVariance: zero[...], latent: 4).order == [0, 1, 2, 3])
  }
}
