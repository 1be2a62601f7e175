import Graphs
import Testing

@Suite("Initializer")
struct InitializerTests {
  /// The Gram matrix of the shorter side is the identity.
  @Test(arguments: [(1, 4), (17, 68), (40, 160), (9, 9), (12, 5)])
  func orthogonalRowsOrColumns(_ rows: Int, _ columns: Int) {
    let matrix = Initializer.orthogonal(rows: rows, columns: columns)
      .values(count: rows * columns, seed: 3, name: "kernel").map(Double.init)
    let count = min(rows, columns)
    func element(_ vector: Int, _ place: Int) -> Double {
      rows <= columns ? matrix[vector * columns + place] : matrix[place * columns + vector]
    }
    for first in 0..<count {
      for second in 0..<count {
        let product = (0..<max(rows, columns)).reduce(0) {
          $0 + element(first, $1) * element(second, $1)
        }
        #expect(abs(product - (first == second ? 1 : 0)) < 1e-6)
      }
    }
  }

  @Test func valuesDependOnSeedAndName() {
    func values(_ seed: UInt64, _ name: String) -> [Float] {
      Initializer.orthogonal(rows: 4, columns: 8).values(count: 32, seed: seed, name: name)
    }
    #expect(values(1, "a") == values(1, "a"))
    #expect(values(1, "a") != values(2, "a") && values(1, "a") != values(1, "b"))
  }

  @Test func equalParts() {
    let bias = Initializer.parts([0, 1, 0, 0]).values(count: 8, seed: 0, name: "bias")
    #expect(bias == [0, 0, 1, 1, 0, 0, 0, 0])
  }
}
