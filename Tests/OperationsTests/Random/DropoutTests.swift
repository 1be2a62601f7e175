import Graphs
import Operations
import Testing

@Suite("Dropout")
struct DropoutTests {
  private static let stream = RandomStream("decoder.dropout1")
  private static let state = HostTensor<Double>(
    integers: RandomState.values(seed: 99, step: 7), shape: [3])

  @Test(arguments: [1, 17, 63, 64, 257, 10_000], [Float(0), 0.5, 0.9])
  func kernelsMatchOracle(_ count: Int, _ rate: Float) throws {
    var random = TestRandom(seed: 10)
    try expectKernelsMatchOracle(
      Dropout(rate: rate, stream: Self.stream), inputs: [random.tensor([count]), Self.state])
  }

  @Test func gradientMatchesCentralDifferences() throws {
    var random = TestRandom(seed: 11)
    try expectGradientsMatch(
      Dropout(stream: Self.stream), inputs: [random.tensor([5, 7]), Self.state], skipping: [1])
  }

  /// With ones as input and as upstream gradient, result and gradient are the mask itself.
  @Test func halfIsKeptAndTheGradientHasTheSameMask() throws {
    let shape: Shape = [20_011]
    let x = Tensor.input("x", TensorSpec(shape))
    let state = Tensor.input("state", RandomState.spec)
    let dropout = Dropout(stream: Self.stream)
    let y = dropout(x, state)
    let upstream = Tensor.input("upstream", TensorSpec(shape))
    let gradient = try #require(dropout.gradients([x, state], [y], [upstream])[0])
    let ones = HostTensor(Array(repeating: Float(1), count: shape.count), shape: shape)
    let inputs = [
      "x": ones, "upstream": ones, "state": Self.state.converted(to: Float.self),
    ]
    let oracle = dropout.evaluate([ones, Self.state.converted(to: Float.self)])[0]
    let kept = oracle.values.filter { $0 == 2 }.count
    #expect(abs(kept - 10_005) < 280, "four standard deviations")
    #expect(oracle.values.allSatisfy { $0 == 0 || $0 == 2 })
    for target in TestTarget.all {
      let results = try run([y, gradient], inputs: inputs, on: target)
      expectIdentical(results[0], oracle, "result on \(target.testDescription)")
      expectIdentical(results[1], oracle, "gradient on \(target.testDescription)")
    }
  }

  @Test func streamAndStepChangeTheMask() {
    let ones = HostTensor(Array(repeating: 1.0, count: 100), shape: [100])
    let mask = Dropout(stream: Self.stream).evaluate([ones, Self.state])[0]
    let other = Dropout(stream: RandomStream("other")).evaluate([ones, Self.state])[0]
    let next = HostTensor<Double>(integers: RandomState.values(seed: 99, step: 8), shape: [3])
    #expect(mask != other)
    #expect(mask != Dropout(stream: Self.stream).evaluate([ones, next])[0])
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try Dropout(stream: Self.stream).outputs([TensorSpec([4]), TensorSpec([3])])
    }
  }
}
