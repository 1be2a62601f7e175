import Experiments
import Foundation
import Testing

@Suite("Styles of a figure")
struct FigureStylesTests {
  @Test("quantiles of the prior, in all pairs")
  func codes() {
    let codes = FigureStyles.codes(dimensions: 2)
    #expect(codes.count == 25 && Set(codes).count == 25)
    #expect(codes[12] == [0, 0] && codes[0] == codes[24].map { -$0 })
    // Φ(z) of the k-th quantile is (2k + 1) / 10.
    for (index, z) in FigureStyles.quantiles.enumerated() {
      let share = 0.5 * (1 + erf(Double(z) / 2.0.squareRoot()))
      #expect(abs(share - Double(2 * index + 1) / 10) < 1e-6)
    }
  }

  @Test("one dimension has its quantiles; of many, the first two vary")
  func dimensions() {
    #expect(FigureStyles.codes(dimensions: 1) == FigureStyles.quantiles.map { [$0] })
    let codes = FigureStyles.codes(dimensions: 4)
    #expect(codes.count == 25 && codes.allSatisfy { $0.count == 4 && $0.suffix(2) == [0, 0] })
  }
}
