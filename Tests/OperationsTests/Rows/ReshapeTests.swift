import Graphs
import Operations
import Testing

@Suite("Reshape")
struct ReshapeTests {
  @Test(arguments: [([1], []), ([17, 4], [68]), ([257], [1, 257, 1])] as [(Shape, Shape)])
  func kernelsMatchOracle(_ from: Shape, _ to: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(Reshape(to: to), inputs: [random.tensor(from)], tolerance: 0)
  }

  /// Between two other operations the alias is memory of the arena, which both of its readers see.
  @Test func aliasesKeepTheirMemory() throws {
    var random = TestRandom(seed: 2)
    let x = Tensor.input("x", TensorSpec([6, 35]))
    let scaled = 2 * x
    let folded = Reshape(to: [2, 105])(scaled)
    let sum = Reshape(to: [6, 35])(3 * folded) + scaled
    try expectGraphMatchesOracle([sum, -folded], inputs: ["x": random.tensor([6, 35])])
  }

  /// Element-wise operations move before changes of shape, and changes that cancel are dropped; then a
  /// product can absorb the operations that followed.
  @Test func changesOfShapeMoveAfterElementwise() {
    let kernel = Tensor.input("kernel", TensorSpec([4, 6]))
    let upstreams = (0..<2).map { Tensor.input("upstream\($0)", TensorSpec([15, 4])) }
    let output = Tensor.input("output", TensorSpec([15, 6]))
    let products = upstreams.map { Reshape(to: [3, 5, 6])(MatrixProduct()($0, kernel)) }
    let sum = Reshape(to: [15, 6])(products[0] + products[1])
    let gradient = Reshape(to: [5, 3, 6])(ActivationGradient(.tanh)(sum, output))
    let fused = Graph(outputs: [.init("dx", gradient)]).fused()
    #expect(
      fused.nodes.compactMap(\.operation?.name) == ["matrixProduct", "matrixProduct", "reshape"])
    var random = TestRandom(seed: 4)
    let inputs = [
      "kernel": random.tensor([4, 6]), "upstream0": random.tensor([15, 4]),
      "upstream1": random.tensor([15, 4]), "output": random.tensor([15, 6]),
    ]
    let expected = evaluate([gradient], inputs: inputs)[0]
    let actual = evaluate(fused.outputs.map(\.tensor), inputs: inputs)[0]
    #expect(actual.shape == expected.shape)
    #expect(zip(actual.values, expected.values).allSatisfy { abs($0 - $1) < 1e-12 })
  }

  /// Changes of shape stay between operands of two shapes, and where one is repeated.
  @Test func changesOfShapeStayBetweenOtherShapes() {
    let x = Tensor.input("x", TensorSpec([15, 4]))
    let y = Tensor.input("y", TensorSpec([3, 20]))
    let z = Tensor.input("z", TensorSpec([3, 5, 4]))
    let row = Tensor.input("row", TensorSpec([4]))
    func moved(_ tensor: Tensor) -> Bool {
      let graph = Graph(outputs: [.init("result", tensor)])
      return graph.fused().description != graph.description
    }
    let folded = Reshape(to: [3, 5, 4])(x)
    #expect(!moved(folded + Reshape(to: [3, 5, 4])(y)))
    #expect(!moved(folded + z))
    #expect(!moved(folded + row))
    #expect(moved(2 * folded))
  }

  @Test func nothingIsLaunched() {
    let reshape = Reshape(to: [6])
    let lowering = reshape.lower(
      [TensorSpec([2, 3])], for: DeviceTraits(family: .gpu), tuning: TuningRecord())
    #expect(lowering.launches.isEmpty && lowering.aliases == [.init(input: 0, output: 0)])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 3)
    try expectGradientsMatch(Reshape(to: [6]), inputs: [random.tensor([2, 3])])
  }

  @Test func elementTypeIsKept() throws {
    #expect(
      try Reshape(to: [2, 2]).outputs([TensorSpec([4], .int32)]) == [TensorSpec([2, 2], .int32)])
  }

  @Test func countsMustAgree() {
    #expect(throws: ShapeError.self) { try Reshape(to: [5]).outputs([TensorSpec([2, 3])]) }
  }
}
