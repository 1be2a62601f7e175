import Graphs
import Operations
import Testing

@Suite("PartStatistics")
struct PartStatisticsTests {
  /// One statistic, and several of different sizes, in the last case more than fit one launch.
  private static let sizes = [
    [1], [17], [257], [32, 64, 1, 5_000, 17, 2_048], (0..<35).map { 1 + 37 * $0 },
  ]

  private static func part<Scalar>(_ number: Int, of count: Int) -> HostTensor<Scalar> {
    HostTensor(integers: BatchPart.values(number, of: count), shape: [2])
  }

  @Test(arguments: sizes, [(0, Int32(0)), (1, 0), (2, 0), (2, 1), (0, 1)])
  func kernelsMatchOracle(_ counts: [Int], _ state: (part: Int, flag: Int32)) throws {
    var random = TestRandom(seed: 9)
    let weights = counts.indices.map {
      MovingAverage.Weights.variance(momentum: 0.9 + 0.002 * Float($0), over: 2 + $0)
    }
    let values = counts.flatMap { count in (0..<3).map { _ in random.tensor([count]) } }
    try expectKernelsMatchOracle(
      PartStatistics(weights),
      inputs: values + [
        Self.part(state.part, of: 3), HostTensor(integers: [state.flag], shape: [1]),
      ], tolerance: 1e-6)
  }

  /// Two parts move a statistic as two steps of `MovingAverage` do, and only the last one shows it.
  @Test func partsMoveAsStepsDo() {
    let weights = [MovingAverage.Weights(momentum: 0.75, factor: 2)]
    func flag(_ value: Int32) -> HostTensor<Double> { HostTensor(integers: [value], shape: [1]) }
    func one(_ value: Double) -> HostTensor<Double> { HostTensor([value], shape: [1]) }
    func average(_ moving: HostTensor<Double>, _ value: Double) -> HostTensor<Double> {
      MovingAverage(weights).evaluate([moving, one(value), flag(1)])[0]
    }
    let first = PartStatistics(weights).evaluate(
      [one(5), one(.nan), one(3), Self.part(0, of: 2), flag(0)])
    #expect(first == [one(5), average(one(5), 3)])
    let last = PartStatistics(weights).evaluate(
      first + [one(-1), Self.part(1, of: 2), flag(1)])
    #expect(last[0] == average(average(one(5), 3), -1) && last[1] == last[0])
    let failed = PartStatistics(weights).evaluate(
      first + [one(.nan), Self.part(1, of: 2), flag(0)])
    #expect(failed[0] == one(5))
  }

  @Test func shapesAreChecked() {
    let (value, part, flag) = (TensorSpec([2]), BatchPart.spec, TensorSpec([1], .int32))
    for inputs in [
      [], [value, value, part, flag], [value, value, value, flag], [value, value, value, part],
      [value, TensorSpec([3]), value, part, flag], [value, value, value, flag, part],
    ] {
      #expect(throws: ShapeError.self) { try PartStatistics([.init()]).outputs(inputs) }
    }
    #expect(throws: ShapeError.self) { try PartStatistics([]).outputs([part, flag]) }
  }
}
