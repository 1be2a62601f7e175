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

  /// Between two other operations the alias is a place in the arena; both of its readers see it.
  @Test func aliasesKeepTheirMemory() throws {
    var random = TestRandom(seed: 2)
    let x = Tensor.input("x", TensorSpec([6, 35]))
    let scaled = 2 * x
    let folded = Reshape(to: [2, 105])(scaled)
    let sum = Reshape(to: [6, 35])(3 * folded) + scaled
    try expectGraphMatchesOracle([sum, -folded], inputs: ["x": random.tensor([6, 35])])
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
