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

  /// Gradients that are added to its result and to its upstream gradient are absorbed into the same pass.
  @Test func absorbsAdditions() {
    let leaves = (0..<4).map { Tensor.input("\($0)", TensorSpec([5, 2])) }
    let gradient = GaussianSampleGradient(.philox(RandomStream("latent.sample")))(
      leaves[0], leaves[1], .input("random", RandomState.spec))
    let graph = Graph(outputs: [
      Graph.Output("log_variance", leaves[2] + gradient),
      Graph.Output("mean", leaves[0] + leaves[3]),
    ]).fused()
    let operation = GaussianSampleGradient(
      .philox(RandomStream("latent.sample")), hasAddend: true, hasMeanAddend: true)
    #expect(
      graph.nodes.compactMap { $0.operation as? GaussianSampleGradient } == [operation])
    #expect(graph.nodes.compactMap(\.operation).count == 1)
  }

  @Test(arguments: [Shape([1]), [257], [64, 128, 2]], [true, false])
  func addendsMatchOracle(_ shape: Shape, hasAddend: Bool) throws {
    var random = TestRandom(seed: 15)
    let state = HostTensor<Double>(
      integers: RandomState.values(seed: 5, step: 3), shape: [3])
    let inputs = [random.tensor(shape), random.tensor(shape, in: -3...2), state]
    try expectKernelsMatchOracle(
      GaussianSampleGradient(
        .philox(RandomStream("latent.sample")), hasAddend: hasAddend, hasMeanAddend: true),
      inputs: inputs + (0..<(hasAddend ? 2 : 1)).map { _ in random.tensor(shape) })
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try GaussianSampleGradient(.given).outputs([TensorSpec([4]), TensorSpec([4])])
    }
  }
}
