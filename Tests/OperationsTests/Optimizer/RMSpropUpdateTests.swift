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
    let value = TensorSpec([4])
    #expect(throws: ShapeError.self) {
      try RMSpropUpdate(learningRate: 0.5).outputs([value, value])
    }
    let flag = TensorSpec([1], .int32)
    #expect(throws: ShapeError.self) { try RMSpropUpdate(learningRate: 0.5).outputs([flag]) }
    #expect(throws: ShapeError.self) {
      try RMSpropUpdate(learningRate: 0.5).outputs(
        [value, value, value, value, TensorSpec([2]), value, flag])
    }
    #expect(throws: ShapeError.self) {
      try RMSpropUpdate(learningRate: 0.5).outputs(
        Array(repeating: value, count: 3) + [TensorSpec([1])])
    }
  }
}
