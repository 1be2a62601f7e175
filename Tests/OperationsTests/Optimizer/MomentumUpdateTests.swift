import Graphs
import Operations
import Testing

@Suite("MomentumUpdate")
struct MomentumUpdateTests {
  @Test func updateIsCorrect() throws {
    try expectUpdateIsCorrect(MomentumUpdate(learningRate: 0.5), slots: 1)
  }

  /// One step by hand.
  @Test func formulaIsTheOneThatIsStated() {
    let inputs = [1.0, 2, 4].map { HostTensor<Double>([$0], shape: [1]) }
    let results = MomentumUpdate(learningRate: 0.5, momentum: 0.25).evaluate(
      inputs + [HostTensor(integers: [1], shape: [1])]
    ).map { $0.values[0] }
    #expect(results == [1 + (0.25 * 4 - 0.5 * 2), 0.25 * 4 - 0.5 * 2])
  }

  @Test func shapesAreChecked() {
    expectUpdateChecksShapes(MomentumUpdate(learningRate: 0.5), slots: 1)
  }
}
