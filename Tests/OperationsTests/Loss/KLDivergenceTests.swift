import Graphs
import Operations
import Testing

@Suite("KLDivergence")
struct KLDivergenceTests {
  @Test(arguments: [Shape([1]), [17, 1], [1, 257], [128, 2], [64, 128, 2]])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 20)
    for scale in [Float(1), 0.25] {
      try expectKernelsMatchOracle(
        KLDivergence(gradientScale: scale),
        inputs: [random.tensor(shape), random.tensor(shape, in: -4...3)], tolerance: 2e-6)
    }
  }

  @Test(arguments: [Float(1), 0.25])
  func gradientsMatchCentralDifferences(_ gradientScale: Float) throws {
    var random = TestRandom(seed: 21)
    try expectGradientsMatch(
      KLDivergence(gradientScale: gradientScale),
      inputs: [random.tensor([3, 7]), random.tensor([3, 7])])
  }

  @Test func standardNormalHasNoDivergence() {
    let zeros = HostTensor<Double>(zeros: TensorSpec([4, 2]))
    let results = KLDivergence().evaluate([zeros, zeros])
    #expect(results[0].values == [0])
    #expect(results[1] == zeros && results[2] == zeros)
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try KLDivergence().outputs([TensorSpec([4, 2]), TensorSpec([4, 3])])
    }
  }
}
