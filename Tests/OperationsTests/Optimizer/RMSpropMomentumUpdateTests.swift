import Graphs
import Operations
import Testing

@Suite("RMSpropMomentumUpdate")
struct RMSpropMomentumUpdateTests {
  @Test func updateIsCorrect() throws {
    try expectUpdateIsCorrect(RMSpropMomentumUpdate(learningRate: 0.5), slots: 2)
  }

  /// One step by hand.
  @Test func formulaIsTheOneThatIsStated() {
    let inputs = [1.0, 2, 4, 3].map { HostTensor<Double>([$0], shape: [1]) }
    let results = RMSpropMomentumUpdate(
      learningRate: 0.5, rho: 0.5, momentum: 0.25, epsilon: 0.5
    ).evaluate(
      inputs + [HostTensor(integers: [1], shape: [1])]
    ).map { $0.values[0] }
    let accumulator = 0.5 * 4 + 0.5 * 2 * 2
    let velocity = 0.25 * 3 + 0.5 * 2 / (accumulator + 0.5).squareRoot()
    #expect(results == [1 - velocity, accumulator, velocity])
  }

  @Test func shapesAreChecked() {
    expectUpdateChecksShapes(RMSpropMomentumUpdate(learningRate: 0.5), slots: 2)
  }
}
