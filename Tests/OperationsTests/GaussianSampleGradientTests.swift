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

  /// A gradient that is added goes into the same pass.
  @Test(arguments: [Shape([1]), [257], [64, 128, 2]])
  func absorbsAnAddition(_ shape: Shape) throws {
    var random = TestRandom(seed: 15)
    let leaves = (0..<3).map { Tensor.input("\($0)", TensorSpec(shape)) }
    let state = Tensor.input("random", RandomState.spec)
    let gradient = GaussianSampleGradient(.philox(RandomStream("latent.sample")))(
      leaves[0], leaves[1], state)
    let graph = Graph(outputs: [Graph.Output("sum", leaves[2] + gradient)])
    let operations = graph.fused().nodes.compactMap { $0.operation?.name }
    #expect(operations == ["gaussianSampleGradient"])
    try expectKernelsMatchOracle(
      GaussianSampleGradient(.philox(RandomStream("latent.sample")), hasAddend: true),
      inputs: [
        random.tensor(shape), random.tensor(shape, in: -3...2),
        HostTensor(integers: RandomState.values(seed: 5, step: 3), shape: [3]),
        random.tensor(shape),
      ])
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try GaussianSampleGradient(.given).outputs([TensorSpec([4]), TensorSpec([4])])
    }
  }
}
