import Execution
import Graphs
import Operations
import TestScheduling
import Testing

@Suite("LSTMGradient", .ownProcess)
struct LSTMGradientTests {
  @Test(arguments: LSTMCase.kernels)
  func kernelsMatchOracle(_ test: LSTMCase) throws {
    var random = TestRandom(seed: 6)
    try expectKernelsMatchOracle(test.gradient, inputs: test.gradientInputs(&random))
  }

  @Test(arguments: [(1, 1), (2, 3), (5, 2), (8, 10)])
  func forcedTilesMatchOracle(_ rows: Int, _ vectors: Int) throws {
    var random = TestRandom(seed: 7)
    let test = LSTMCase(batch: 7, steps: 3, units: 40, hasInitialState: true)
    try test.expectKernelsMatch(
      test.gradient, inputs: test.gradientInputs(&random),
      choices: ["rows": rows, "tileVectors": vectors], family: .cpu)
  }

  /// The state in global memory, as on a GPU whose local memory is too small for it.
  @Test func globalStateMatchesOracle() throws {
    var random = TestRandom(seed: 8)
    let test = LSTMCase(batch: 7, steps: 5, units: 17, hasInitialState: true)
    try test.expectKernelsMatch(
      test.gradient, inputs: test.gradientInputs(&random), choices: ["localState": 0], family: .gpu)
  }

  @Test func launchesAreFew() {
    let sequence = TensorSpec([64, 128, 40])
    let specs = [sequence, TensorSpec([64, 128, 160]), sequence, TensorSpec([40, 160])]
    for family in DeviceTraits.Family.allCases {
      let lowering = LSTMGradient().lower(
        specs, for: DeviceTraits(family: family), tuning: TuningRecord())
      #expect(lowering.launches.count == 2 && lowering.workspace.count == 1)
    }
  }

  @Test func shapesAreChecked() {
    let sequence = TensorSpec([2, 3, 5])
    let (gates, kernel) = (TensorSpec([2, 3, 20]), TensorSpec([5, 20]))
    let state = TensorSpec([2, 5])
    let operation = LSTMGradient()
    #expect(throws: ShapeError.self) { try operation.outputs([sequence, gates, sequence]) }
    #expect(throws: ShapeError.self) {
      try operation.outputs([sequence, sequence, sequence, kernel])
    }
    #expect(throws: ShapeError.self) { try operation.outputs([sequence, gates, gates, kernel]) }
    #expect(throws: ShapeError.self) {
      try operation.outputs([sequence, gates, sequence, TensorSpec([5, 5])])
    }
    #expect(throws: ShapeError.self) {
      try LSTMGradient(hasInitialState: true).outputs([
        sequence, gates, sequence, kernel, state, sequence,
      ])
    }
  }
}
