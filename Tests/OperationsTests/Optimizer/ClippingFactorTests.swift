import Graphs
import Operations
import Testing

@Suite("ClippingFactor")
struct ClippingFactorTests {
  /// One gradient and several, fewer and more than fit one launch; clipped and not.
  @Test(
    arguments: [[1], [17], [257], [5_000, 1, 17, 1_024, 2], Array(repeating: 300, count: 40)],
    [Float(0.5), 1_000])
  func kernelsMatchOracle(_ counts: [Int], _ norm: Float) throws {
    var random = TestRandom(seed: 3)
    try expectKernelsMatchOracle(
      ClippingFactor(norm: norm), inputs: counts.map { random.tensor([$0], in: 1...3) },
      tolerance: 1e-6)
  }

  private func factor(_ gradients: [[Float]], norm: Float) -> Float {
    ClippingFactor(norm: norm).evaluate(
      gradients.map { HostTensor($0, shape: [$0.count]) })[0].values[0]
  }

  /// The norm of two parameters together, by hand.
  @Test func allGradientsTogetherHaveTheNorm() {
    #expect(factor([[3], [0, 4]], norm: 2.5) == 0.5)
    #expect(factor([[3], [0, 4]], norm: 5) == 1 && factor([[3], [0, 4]], norm: 10) == 1)
    #expect(factor([[0], [0, 0]], norm: 1e-3) == 1)
    #expect(factor([[.nan], [0, 4]], norm: 1) == 1 && factor([[3], [-.infinity]], norm: 1) == 0)
  }

  /// Large and small gradients whose squares float32 cannot hold.
  @Test(arguments: [Float(1e15), 1e-30])
  func squaresDoNotOverflow(_ size: Float) throws {
    let gradient = HostTensor<Float>([3 * size, 4 * size], shape: [2])
    for norm in [size, 10 * size] {
      let expected = min(1, norm / (5 * size))
      for target in TestTarget.all {
        let result = try run(
          [ClippingFactor(norm: norm)(.input("gradient", gradient.spec))],
          inputs: ["gradient": gradient], on: target)
        #expect(abs(result[0].values[0] / expected - 1) < 1e-5)
      }
    }
  }

  /// A value that is not finite decides as on the host.
  @Test(arguments: [(Float.nan, Float(1)), (.infinity, 0), (-.infinity, 0)])
  func whatIsNotFinite(_ value: Float, _ expected: Float) throws {
    var values = [Float](repeating: 1, count: 2_000)
    values[1_500] = value
    let gradient = HostTensor(values, shape: [2_000])
    for target in TestTarget.all {
      let result = try run(
        [ClippingFactor(norm: 1)(.input("gradient", gradient.spec))],
        inputs: ["gradient": gradient], on: target)
      #expect(result[0].values == [expected])
    }
  }

  @Test func shapesAreChecked() {
    for inputs in [[], [TensorSpec([1], .int32)], [TensorSpec([0])]] {
      #expect(throws: ShapeError.self) { try ClippingFactor(norm: 1).outputs(inputs) }
    }
  }
}
