import Graphs
import Operations
import Testing

@Suite("MovingAverage")
struct MovingAverageTests {
  /// One statistic, and several of different sizes, in the last case more than fit one launch.
  private static let sizes = [
    [1], [17], [257], [5_000], [32, 64, 1, 5_000, 17, 2_048],
    (0..<35).map { 1 + 37 * $0 },
  ]

  @Test(arguments: sizes, [Int32(0), 1])
  func kernelsMatchOracle(_ counts: [Int], _ flag: Int32) throws {
    var random = TestRandom(seed: 9)
    let weights = counts.indices.map {
      MovingAverage.Weights.variance(momentum: 0.9 + 0.002 * Float($0), over: 2 + $0)
    }
    let inputs = counts.flatMap { [random.tensor([$0]), random.tensor([$0])] }
    try expectKernelsMatchOracle(
      MovingAverage(weights), inputs: inputs + [HostTensor(integers: [flag], shape: [1])],
      tolerance: 1e-6)
  }

  @Test func factorIsThatOfTheUnbiasedVariance() {
    #expect(MovingAverage.Weights.variance(over: 1).factor == 1)
    #expect(MovingAverage.Weights.variance(over: 5).factor == 1.25)
    let one = HostTensor<Double>([1], shape: [1])
    let result = MovingAverage([.init(), .init(momentum: 0.75, factor: 2)]).evaluate([
      one, one, one, HostTensor([3], shape: [1]), HostTensor(integers: [1], shape: [1]),
    ])
    #expect(result[1].values == [0.75 + 0.25 * 2 * 3])
  }

  @Test func withoutTheFlagNothingChanges() throws {
    let inputs: [String: HostTensor<Float>] = [
      "moving": HostTensor([0.1, -7], shape: [2]), "value": HostTensor([.nan, .nan], shape: [2]),
      "flag": HostTensor(integers: [0], shape: [1]),
    ]
    let result = MovingAverage([.init()])(
      Tensor.input("moving", TensorSpec([2])), Tensor.input("value", TensorSpec([2])),
      Tensor.input("flag", TensorSpec([1], .int32)))
    for target in TestTarget.all {
      let actual = try run([result], inputs: inputs, on: target)[0]
      #expect(actual == inputs["moving"])
    }
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try MovingAverage([.init()]).outputs([TensorSpec([2]), TensorSpec([2]), TensorSpec([1])])
    }
    let flag = TensorSpec([1], .int32)
    #expect(throws: ShapeError.self) { try MovingAverage([]).outputs([flag]) }
    #expect(throws: ShapeError.self) {
      try MovingAverage([.init(), .init()]).outputs([TensorSpec([2]), TensorSpec([2]), flag])
    }
  }
}
