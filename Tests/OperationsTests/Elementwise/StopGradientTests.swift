import Graphs
import Operations
import Testing

@Suite("StopGradient")
struct StopGradientTests {
  @Test(arguments: [Shape.scalar, [17], [3, 257]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(StopGradient(), inputs: [random.tensor(shape)], tolerance: 0)
  }

  /// x · stop(x) is differentiated as x times a constant.
  @Test func nothingFlowsBack() throws {
    let x = Tensor.input("x", TensorSpec([1]))
    let gradient = try #require(Gradients(of: x * StopGradient()(x))[x])
    let values = evaluate([gradient], inputs: ["x": HostTensor([3], shape: [1])])
    #expect(values[0].values == [3])
    let product = StopGradient()(x) * 2
    #expect(Gradients(of: product)[x] == nil)
  }

  @Test func oneTensorIsRequired() {
    #expect(throws: ShapeError.self) { try StopGradient().outputs([]) }
  }
}
