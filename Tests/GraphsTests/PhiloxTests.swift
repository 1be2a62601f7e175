import Graphs
import Testing

@Suite("Philox")
struct PhiloxTests {
  /// The answers published with the generator (Random123, philox4x32 with 10 rounds).
  @Test func knownAnswers() {
    let zero = Philox(seed: 0, stream: RandomStream(key: 0)).block(0, step: 0)
    #expect(zero == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = Philox(seed: .max, stream: RandomStream(key: .max)).block(.max, step: .max)
    #expect(ones == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
  }

  @Test(arguments: [0, 1, 3, 4, 17, 257])
  func manyNumbersAreTheSingleOnes(count: Int) {
    let philox = Philox(seed: 5, stream: RandomStream("many"))
    #expect(
      philox.uniforms(count: count, step: 2)
        == (0..<count).map { philox.uniform(element: $0, step: 2) })
  }

  @Test func uniformNumbersLieAboveZero() {
    #expect(Philox.uniform(0) == 0x1p-24)
    #expect(Philox.uniform(.max) == 1)
  }

  @Test func streamsAndStepsDiffer() {
    let first = Philox(seed: 1, stream: RandomStream("a"))
    let second = Philox(seed: 1, stream: RandomStream("b"))
    #expect(first.block(0, step: 0) != second.block(0, step: 0))
    #expect(first.block(0, step: 0) != first.block(0, step: 1))
  }

  @Test func normalNumbersHaveTheirMoments() {
    let philox = Philox(seed: 3, stream: RandomStream("normal"))
    let values = (0..<25_000).flatMap {
      philox.normals(block: UInt32($0), step: 7, as: Double.self)
    }
    let mean = values.reduce(0, +) / 100_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
    // Four standard errors.
    #expect(abs(mean) < 0.0127)
    #expect(abs(variance - 1) < 0.018)
  }
}
