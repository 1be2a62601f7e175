import Graphs
import Operations
import Testing

@Suite("Activate")
struct ActivateTests {
  @Test(arguments: Activation.allCases, [1, 17, 257, 10_000])
  func kernelsMatchOracle(_ activation: Activation, _ count: Int) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      Activate(activation), inputs: [random.tensor([count], in: -4...4)])
  }

  @Test(arguments: Activation.allCases)
  func gradientMatchesCentralDifferences(_ activation: Activation) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(
      Activate(activation), inputs: [random.tensor([3, 7], in: -3...3)])
  }

  @Test func integersAreRefused() {
    #expect(throws: ShapeError.self) {
      try Activate(.relu).outputs([TensorSpec([4], .int32)])
    }
  }

  @Test(arguments: Activation.allCases)
  func notANumberPassesThrough(_ activation: Activation) {
    #expect(activation(Double.nan).isNaN)
  }
}
