import Graphs
import Operations
import Testing

@Suite("Scale")
struct ScaleTests {
  @Test(arguments: [Shape.scalar, [1], [17], [257], [100, 101]], [Float(-1), 0.3])
  func kernelsMatchOracle(_ shape: Shape, _ factor: Float) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(Scale(factor), inputs: [random.tensor(shape)])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(Scale(-0.7), inputs: [random.tensor([3, 7])])
  }

  /// The second factor writes over the first product.
  @Test func resultMayOverwriteTheInput() throws {
    var random = TestRandom(seed: 3)
    let x = Tensor.input("x", TensorSpec([5_000]))
    try expectGraphMatchesOracle([Scale(3)(Scale(0.5)(x))], inputs: ["x": random.tensor([5_000])])
  }

  @Test func integersAreRefused() {
    #expect(throws: ShapeError.self) { try Scale(2).outputs([TensorSpec([4], .int32)]) }
  }

  /// Neither factor nor size is a constant of the program.
  @Test func oneProgramServesAll() {
    let device = DeviceTraits(family: .cpu)
    func kernel(_ factor: Float, _ count: Int) -> KernelSpecification? {
      let lowering = Scale(factor).lower(
        [TensorSpec([count])], for: device, tuning: TuningRecord())
      guard case .kernel(let launch) = lowering.launches.first else { return nil }
      return launch.kernel
    }
    #expect(kernel(1, 3) != nil && kernel(1, 3) == kernel(2, 5))
  }
}
