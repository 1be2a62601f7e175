import Graphs
import Operations
import Testing

@Suite("Concatenate")
struct ConcatenateTests {
  @Test(
    arguments: [
      [[1], [1]], [[17]], [[3, 17], [3, 257], [3, 1]], [[257, 2], [257, 10]],
      [[2, 3, 5, 4], [2, 3, 5, 1]],
      [[1_000, 5], [1_000, 9], [1_000, 18], [1_000, 6], [1_000, 32]],
    ] as [[Shape]])
  func kernelsMatchOracle(_ shapes: [Shape]) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(
      Concatenate(), inputs: shapes.map { random.tensor($0) }, tolerance: 0)
  }

  @Test func integersKeepTheirBits() throws {
    try expectKernelsMatchOracle(
      Concatenate(),
      inputs: [
        HostTensor(integers: [1, -2, 3, 4], shape: [2, 2]),
        HostTensor(integers: [.max, .min], shape: [2, 1]),
      ])
  }

  @Test func gradientsMatchCentralDifferences() throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(
      Concatenate(),
      inputs: [random.tensor([3, 2]), random.tensor([3, 5]), random.tensor([3, 1])])
  }

  @Test func rowsAreJoined() {
    let joined = concatenate([
      .constant([1, 2, 3, 4], shape: [2, 2]), .constant([5, 6], shape: [2, 1]),
    ])
    #expect(evaluate([joined], inputs: [:])[0] == HostTensor([1, 2, 5, 3, 4, 6], shape: [2, 3]))
  }

  @Test(arguments: [
    [TensorSpec([2, 3]), TensorSpec([3, 3])], [TensorSpec([2, 3]), TensorSpec([3])],
    [TensorSpec([2]), TensorSpec([2], .int32)], [TensorSpec([])], [],
  ])
  func unsuitableInputsAreRefused(_ inputs: [TensorSpec]) {
    #expect(throws: ShapeError.self) { try Concatenate().outputs(inputs) }
  }
}
