import Graphs
import Operations
import Testing

@Suite("LossScaling")
struct LossScalingTests {
  private static let scaling = LossScaling(initialScale: 8, interval: 3)

  private static func inputs(
    _ counts: [Int], scale: Double, steps: Double, finite: Int32 = 1
  ) -> [HostTensor<Double>] {
    var random = TestRandom(seed: 1)
    return counts.map { random.tensor([$0], in: -100...100) } + [
      HostTensor(scale), HostTensor(steps), HostTensor(integers: [finite], shape: [1]),
    ]
  }

  /// One gradient and several, fewer and more than fit one launch; each decision.
  @Test(arguments: [[1], [257], [5_000, 1, 17, 1_024, 2], Array(repeating: 300, count: 40)])
  func kernelsMatchOracle(_ counts: [Int]) throws {
    for (scale, steps, finite) in [(8.0, 0.0, Int32(1)), (1, 1, 1), (16, 2, 1), (4, 1, 0)] {
      try expectKernelsMatchOracle(
        Self.scaling,
        inputs: Self.inputs(counts, scale: scale, steps: steps, finite: finite), tolerance: 1e-7)
    }
  }

  /// Whether the step updates, whether it counts and whether it halts, then scale and steps.
  private func decision(
    _ counts: [Int], _ inputs: [HostTensor<Float>], on target: TestTarget
  ) throws -> [Float] {
    let leaves = inputs.enumerated().map { Tensor.input("\($0.offset)", $0.element.spec) }
    let feed = Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ("\($0.offset)", $0.element) })
    let results = try run(Self.scaling.all(leaves), inputs: feed, on: target)
    let own = results[counts.count...]
    return own.prefix(3).map { Float($0.integers[0]) } + own.suffix(2).map { $0.values[0] }
  }

  /// One element that is not finite, the last one of any gradient.
  @Test(arguments: [Float.nan, .infinity, -.infinity], [0, 3, 21])
  func aFaultHalvesTheScale(_ fault: Float, _ gradient: Int) throws {
    let counts = [1, 1_025, 17, 2_048] + Array(repeating: 5, count: 30)
    for (scale, expected) in [
      (Float(8), [Float(0), 1, 0, 4, 0]), (2, [0, 1, 0, 1, 0]), (1, [0, 0, 1, 1, 2]),
    ] {
      var inputs = Self.inputs(counts, scale: Double(scale), steps: 2).map {
        $0.converted(to: Float.self)
      }
      var values = inputs[gradient].values
      values[values.count - 1] = fault
      inputs[gradient] = HostTensor(values, shape: inputs[gradient].shape)
      let oracle = Self.scaling.evaluate(inputs)[counts.count...]
      #expect(oracle.prefix(3).map { Float($0.integers[0]) } == Array(expected.prefix(3)))
      #expect(oracle.suffix(2).map { $0.values[0] } == Array(expected.suffix(2)))
      for target in TestTarget.all {
        #expect(try decision(counts, inputs, on: target) == expected)
      }
    }
  }

  @Test func theScaleGrows() {
    func results(steps: Double) -> [Double] {
      Self.scaling.evaluate(Self.inputs([3], scale: 8, steps: steps)).suffix(2).map { $0.values[0] }
    }
    #expect(results(steps: 0) == [8, 1] && results(steps: 1) == [8, 2])
    #expect(results(steps: 2) == [16, 0])
  }

  @Test func shapesAreChecked() {
    let (scalar, flag, gradient) = (
      TensorSpec(.scalar), TensorSpec([1], .int32), TensorSpec([4, 2])
    )
    for inputs in [
      [], [scalar, scalar, flag], [gradient, scalar, flag], [gradient, scalar, scalar],
      [TensorSpec([3], .int32), scalar, scalar, flag],
      [gradient, TensorSpec([1]), scalar, flag],
    ] {
      #expect(throws: ShapeError.self) { try Self.scaling.outputs(inputs) }
    }
  }
}
