import Graphs
import Operations
import Testing

@Suite("GaussianSampleGradient")
struct GaussianSampleGradientTests {
  @Test(arguments: [Shape([1]), [17], [257], [64, 128, 2]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 14)
    let (upstream, logVariance) = (random.tensor(shape), random.tensor(shape, in: -3...2))
    let state = HostTensor<Double>(
      integers: RandomState.values(seed: 5, step: 3), shape: [3])
    try expectKernelsMatchOracle(
      GaussianSampleGradient(.philox(RandomStream("latent.sample"))),
      inputs: [upstream, logVariance, state])
    try expectKernelsMatchOracle(
      GaussianSampleGradient(.given), inputs: [upstream, logVariance, random.tensor(shape)])
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try GaussianSampleGradient(.given).outputs([TensorSpec([4]), TensorSpec([4])])
    }
  }
}
