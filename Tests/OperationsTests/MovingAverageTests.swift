import Graphs
import Operations
import Testing

@Suite("MovingAverage")
struct MovingAverageTests {
  @Test(arguments: [1, 17, 257, 5_000], [Int32(0), 1])
  func kernelsMatchOracle(_ count: Int, _ flag: Int32) throws {
    var random = TestRandom(seed: 9)
    try expectKernelsMatchOracle(
      MovingAverage.variance(over: 64),
      inputs: [
        random.tensor([count]), random.tensor([count]), HostTensor(integers: [flag], shape: [1]),
      ])
  }

  @Test func factorIsThatOfTheUnbiasedVariance() {
    #expect(MovingAverage.variance(over: 1).factor == 1)
    #expect(MovingAverage.variance(over: 5).factor == 1.25)
    let one = HostTensor<Double>([1], shape: [1])
    let result = MovingAverage(momentum: 0.75, factor: 2).evaluate([
      one, HostTensor([3], shape: [1]), HostTensor(integers: [1], shape: [1]),
    ])
    #expect(result[0].values == [0.75 + 0.25 * 2 * 3])
  }

  @Test func withoutTheFlagNothingChanges() throws {
    let inputs: [String: HostTensor<Float>] = [
      "moving": HostTensor([0.1, -7], shape: [2]), "value": HostTensor([.nan, .nan], shape: [2]),
      "flag": HostTensor(integers: [0], shape: [1]),
    ]
    let result = MovingAverage()(
      Tensor.input("moving", TensorSpec([2])), Tensor.input("value", TensorSpec([2])),
      Tensor.input("flag", TensorSpec([1], .int32)))
    for target in TestTarget.all {
      let actual = try run([result], inputs: inputs, on: target)[0]
      #expect(actual == inputs["moving"])
    }
  }

  @Test func shapesAreChecked() {
    #expect(throws: ShapeError.self) {
      try MovingAverage().outputs([TensorSpec([2]), TensorSpec([2]), TensorSpec([1])])
    }
  }
}
