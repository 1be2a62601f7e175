import Graphs
import Operations
import Testing

@Suite("Softmax")
struct SoftmaxTests {
  @Test(
    arguments: [[1], [17], [257], [1, 1], [257, 1], [17, 10], [3, 5, 6], [1_000, 17]] as [Shape])
  func kernelsMatchOracle(_ shape: Shape) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(Softmax(), inputs: [random.tensor(shape, in: -20...20)])
  }

  @Test(arguments: [[7], [3, 5], [2, 3, 4]] as [Shape])
  func gradientMatchesCentralDifferences(_ shape: Shape) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(Softmax(), inputs: [random.tensor(shape, in: -3...3)])
  }

  @Test func resultMayOverwriteTheInput() throws {
    var random = TestRandom(seed: 3)
    let x = Tensor.input("x", TensorSpec([33, 10]))
    try expectGraphMatchesOracle([Softmax()(3 * x)], inputs: ["x": random.tensor([33, 10])])
  }

  /// A row with a NaN, a row of large equal values, and a row with −∞ and a wide range.
  @Test func extremeRows() throws {
    let x = Tensor.input("x", TensorSpec([3, 4]))
    let values: [Float] = [
      0, .nan, 1, 2, 3e38, 3e38, 3e38, 3e38, -.infinity, 10_000, 0, 20_000,
    ]
    for target in TestTarget.all {
      let y = try run(
        [Softmax()(x)], inputs: ["x": HostTensor(values, shape: [3, 4])], on: target)[0]
        .values
      #expect(y[0..<4].allSatisfy { $0.isNaN })
      #expect(y[4..<8].elementsEqual([0.25, 0.25, 0.25, 0.25]))
      #expect(y[8..<12].elementsEqual([0, 0, 0, 1]))
    }
  }

  @Test(arguments: [[TensorSpec([4], .int32)], [TensorSpec([])], []])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try Softmax().outputs(inputs) }
  }
}
