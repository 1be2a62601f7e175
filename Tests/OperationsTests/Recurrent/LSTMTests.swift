import Execution
import Graphs
import Operations
import TestScheduling
import Testing

@Suite("LSTM", .ownProcess)
struct LSTMTests {
  @Test(arguments: LSTMCase.kernels)
  func kernelsMatchOracle(_ test: LSTMCase) throws {
    var random = TestRandom(seed: 1)
    try expectKernelsMatchOracle(test.operation, inputs: test.inputs(&random))
  }

  @Test(arguments: LSTMCase.small)
  func gradientsMatchCentralDifferences(_ test: LSTMCase) throws {
    var random = TestRandom(seed: 2)
    try expectGradientsMatch(test.operation, inputs: test.inputs(&random))
  }

  /// Gates that nothing else reads, and all gradients: gates and cells share memory with their gradients.
  @Test(arguments: [
    LSTMCase(batch: 5, steps: 6, units: 17, hasInitialState: true),
    LSTMCase(batch: 9, steps: 3, units: 40),
  ])
  func sequenceWorksInPlace(_ test: LSTMCase) throws {
    var random = TestRandom(seed: 3)
    let values = test.inputs(&random)
    let leaves = values.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let h = test.operation.all([Scale(0.5)(leaves[0])] + leaves[1...])[0]
    let weights = Tensor.input("weights", h.spec)
    let loss = Reduction(.sum)(h * weights)
    let gradients = Gradients(of: loss)
    var inputs = Dictionary(
      uniqueKeysWithValues: values.enumerated().map { ("input\($0.offset)", $0.element) })
    inputs["weights"] = random.tensor(h.shape)
    let results = leaves.compactMap { gradients[$0] }
    #expect(results.count == leaves.count)
    try expectGraphMatchesOracle([loss] + results, inputs: inputs)
  }

  /// Gates far outside the range in which exp() is finite, and a NaN, which has to reach the results.
  @Test func extremesSaturateAndNaNPropagates() throws {
    var values = [Float](repeating: 0, count: 2 * 2 * 68)
    for column in 0..<68 { values[column] = column % 2 == 0 ? 1e30 : -1e30 }
    values[2 * 68] = .nan
    let gates = Tensor.input("gates", TensorSpec([2, 2, 68]))
    let kernel = Tensor.input("kernel", TensorSpec([17, 68]))
    for target in TestTarget.all {
      let results = try run(
        LSTM().all([gates, kernel]),
        inputs: [
          "gates": HostTensor(values, shape: [2, 2, 68]),
          "kernel": HostTensor(zeros: kernel.spec),
        ], on: target)
      #expect(results[0].values[..<34].allSatisfy { $0.isFinite })
      #expect(results[1].values[..<68].allSatisfy { abs($0) < 1e-20 || abs($0) == 1 })
      #expect(results[0].values[34].isNaN)
      #expect(results[0].values[34 + 17].isNaN)
    }
  }

  /// The same launches give the same bits.
  @Test func resultsAreReproducible() throws {
    var random = TestRandom(seed: 4)
    let test = LSTMCase(batch: 64, steps: 7, units: 40)
    let inputs = test.inputs(&random).map { $0.converted(to: Float.self) }
    let leaves = inputs.enumerated().map { Tensor.input("input\($0.offset)", $0.element.spec) }
    let loss = Reduction(.sum)(test.operation.all(leaves)[0])
    let gradients = Gradients(of: loss)
    let results = [loss] + leaves.compactMap { gradients[$0] }
    let feed = Dictionary(
      uniqueKeysWithValues: inputs.enumerated().map { ("input\($0.offset)", $0.element) })
    for target in TestTarget.full {
      let first = try run(results, inputs: feed, on: target)
      #expect(try run(results, inputs: feed, on: target) == first)
    }
  }

  /// Tiles that are not chosen without a record.
  @Test(arguments: [(1, 1), (2, 3), (5, 2), (8, 10)])
  func forcedTilesMatchOracle(_ rows: Int, _ vectors: Int) throws {
    var random = TestRandom(seed: 5)
    let test = LSTMCase(batch: 7, steps: 3, units: 40)
    try test.expectKernelsMatch(
      test.operation, inputs: test.inputs(&random),
      choices: ["rows": rows, "tileVectors": vectors], family: .cpu)
  }

  /// The state in global memory, as on a GPU whose local memory is too small for it.
  @Test func globalStateMatchesOracle() throws {
    var random = TestRandom(seed: 8)
    let test = LSTMCase(batch: 7, steps: 5, units: 17, hasInitialState: true)
    try test.expectKernelsMatch(
      test.operation, inputs: test.inputs(&random), choices: ["localState": 0], family: .gpu)
  }

  @Test func launchesAreFew() {
    let specs = [TensorSpec([64, 128, 160]), TensorSpec([40, 160])]
    let cpu = LSTM().lower(specs, for: DeviceTraits(family: .cpu), tuning: TuningRecord())
    #expect(cpu.launches.count == 2)
    let gpu = LSTM().lower(specs, for: DeviceTraits(family: .gpu), tuning: TuningRecord())
    #expect(gpu.launches.count == 1 && gpu.workspace.isEmpty)
    let large = [TensorSpec([2, 3, 16_000]), TensorSpec([4_000, 16_000])]
    let spilled = LSTM().lower(large, for: DeviceTraits(family: .gpu), tuning: TuningRecord())
    #expect(spilled.launches.count == 1 && spilled.workspace.count == 1)
  }

  @Test func shapesAreChecked() {
    let (gates, kernel) = (TensorSpec([2, 3, 20]), TensorSpec([5, 20]))
    let state = TensorSpec([2, 5])
    #expect(throws: ShapeError.self) { try LSTM().outputs([gates]) }
    #expect(throws: ShapeError.self) { try LSTM().outputs([gates, TensorSpec([5, 15])]) }
    #expect(throws: ShapeError.self) { try LSTM().outputs([gates, TensorSpec([4, 16])]) }
    #expect(throws: ShapeError.self) { try LSTM().outputs([TensorSpec([6, 20]), kernel]) }
    #expect(throws: ShapeError.self) { try LSTM().outputs([TensorSpec([2, 0, 20]), kernel]) }
    #expect(throws: ShapeError.self) { try LSTM().outputs([gates, kernel, state, state]) }
    let stateful = LSTM(hasInitialState: true)
    #expect(throws: ShapeError.self) { try stateful.outputs([gates, kernel]) }
    #expect(throws: ShapeError.self) {
      try stateful.outputs([gates, kernel, state, TensorSpec([3, 5])])
    }
    #expect(throws: ShapeError.self) {
      try LSTM().outputs([TensorSpec([2, 3, 20], .int32), kernel])
    }
  }
}
