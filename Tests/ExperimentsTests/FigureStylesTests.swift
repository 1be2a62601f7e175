import Experiments
import Foundation
import Testing

@Suite("Styles of a figure")
struct FigureStylesTests {
  @Test("quantiles of the prior, in all pairs")
  func codes() {
    let codes = FigureStyles.codes(dimensions: 2)
    #expect(codes.count == 25 && Set(codes).count == 25)
    let opposite: [Float] = codes[24].map { -$0 }
    #expect(codes[12] == [0, 0])
    #expect(codes[0] == opposite)
    // Φ(z) of the k-th quantile is (2k + 1) / 10.
    for (index, z) in FigureStyles.quantiles.enumerated() {
      let share: Double = 0.5 * (1 + erf(Double(z) / 2.0.squareRoot()))
      let expected: Double = Double(2 * index + 1) / 10
      #expect(abs(share - expected) < 1e-6)
    }
  }

  @Test("one dimension has its quantiles; of many, the first two vary")
  func dimensions() {
    let single: [[Float]] = FigureStyles.quantiles.map { [$0] }
    #expect(FigureStyles.codes(dimensions: 1) == single)
    let codes = FigureStyles.codes(dimensions: 4)
    #expect(codes.count == 25)
    for code in codes { #expect(code.count == 4 && code[2] == 0 && code[3] == 0) }
  }
}
