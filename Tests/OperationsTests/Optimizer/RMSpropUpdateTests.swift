import Graphs
import Operations
import Testing

@Suite("RMSpropUpdate")
struct RMSpropUpdateTests {
  @Test func updateIsCorrect() throws {
    try expectUpdateIsCorrect(RMSpropUpdate(learningRate: 0.5), slots: 1)
  }

  /// One step by hand.
  @Test func formulaIsTheOneThatIsStated() {
    let inputs = [1.0, 2, 4].map { HostTensor<Double>([$0], shape: [1]) }
    let results = RMSpropUpdate(learningRate: 0.5, rho: 0.5, epsilon: 0.25).evaluate(
      inputs + [HostTensor(integers: [1], shape: [1])]
    ).map { $0.values[0] }
    let accumulator = 0.5 * 4 + 0.5 * 2 * 2
    #expect(results[1] == accumulator)
    #expect(results[0] == 1 - 0.5 * 2 / (accumulator.squareRoot() + 0.25))
  }

  @Test func shapesAreChecked() {
    expectUpdateChecksShapes(RMSpropUpdate(learningRate: 0.5), slots: 1)
  }
}
