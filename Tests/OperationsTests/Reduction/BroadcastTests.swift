import Graphs
import Operations
import Testing

@Suite("Broadcast")
struct BroadcastTests {
  struct Case: Sendable {
    let shape: Shape
    let extents: [Int]
    let axis: Int

    init(_ shape: Shape, _ extents: [Int], at axis: Int) {
      (self.shape, self.extents, self.axis) = (shape, extents, axis)
    }
  }

  @Test(arguments: [
    Case([], [5], at: 0), Case([17], [257], at: 0), Case([17], [257], at: 1),
    Case([3, 10], [7], at: 1), Case([64], [4, 28, 28], at: 0), Case([2, 3], [1], at: 2),
    Case([257, 1], [17, 2], at: 1),
  ])
  func kernelsMatchOracle(_ test: Case) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      Broadcast(test.extents, at: test.axis, scale: 0.25), inputs: [random.tensor(test.shape)])
  }

  @Test func repeatsAlongNewAxes() throws {
    let x = HostTensor<Double>([1, 2, 3, 4], shape: [2, 2])
    let y = Broadcast([2], at: 1, scale: 2).evaluate([x])[0]
    #expect(y == HostTensor([2, 4, 2, 4, 6, 8, 6, 8], shape: [2, 2, 2]))
  }

  @Test(arguments: [0, 1, 2])
  func gradientMatchesCentralDifferences(_ axis: Int) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(
      Broadcast([2, 3], at: axis, scale: 0.5), inputs: [random.tensor([3, 4])])
  }

  @Test(arguments: [[TensorSpec([])], [TensorSpec([4], .int32)], []])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try Broadcast([2], at: 1).outputs(inputs) }
  }
}
