import Graphs
import Operations
import Testing

@Suite("AdamUpdate")
struct AdamUpdateTests {
  private static func state(step: Int) -> HostTensor<Double> {
    HostTensor(integers: RandomState.values(seed: 1, step: step), shape: [3])
  }

  @Test func updateIsCorrect() throws {
    try expectUpdateIsCorrect(
      AdamUpdate(learningRate: 0.5), slots: 2, extra: [Self.state(step: 41)])
  }

  /// The bias corrections make the first step from zero moments rate · g / (|g| + ε′), whatever
  /// the size of the gradient.
  @Test func firstStepIsTheLearningRate() {
    let inputs = [1.0, 2, 0, 0].map { HostTensor<Double>([$0], shape: [1]) }
    let results = AdamUpdate(learningRate: 0.5).evaluate(
      inputs + [Self.state(step: 0), HostTensor(integers: [1], shape: [1])])
    #expect(abs(results[0].values[0] - 0.5) < 1e-5)
  }

  @Test(arguments: [0, 1, 1_000, 1_000_000])
  func biasCorrectionsKeepTheirDigits(_ step: Int) throws {
    var random = TestRandom(seed: 26)
    // A parameter of zero shows the step itself.
    try expectKernelsMatchOracle(
      AdamUpdate(learningRate: 1),
      inputs: [
        HostTensor(zeros: TensorSpec([33])), random.tensor([33]), random.tensor([33]),
        random.tensor([33], in: 0.1...1), Self.state(step: step),
        HostTensor(integers: [1], shape: [1]),
      ], tolerance: 2e-6)
  }

  @Test func shapesAreChecked() {
    expectUpdateChecksShapes(AdamUpdate(learningRate: 0.5), slots: 2, extra: [RandomState.spec])
  }
}
