import Compute
import Graphs
import Operations
import Testing
import Tuning

@Suite struct OperationSearchTests {
  @Test(arguments: TuningTarget.one, [1, Int.max])
  func aWrongCandidateIsRefused(target: TuningTarget, limit: Int) throws {
    let inputs = [TensorSpec([6, 1000])]
    let trial = try #require(
      try OperationTrial(Doubling(), inputs, on: target.device, cacheDirectory: nil))
    var search = OperationSearch(trial, seed: 1, limit: limit) { _ in false }
    let outcome = try #require(try search.run(from: [:]))
    #expect(outcome.tried.contains(["parts": 2]) && outcome.tried.contains(["items": 2]))
    #expect(outcome.refused == outcome.tried.count { $0["parts"] == 2 })
    #expect(outcome.choices["parts"] != 2 && outcome.isComplete)
    #expect(outcome.batch == 6 && outcome.slice == (limit == 1 ? 1 : 6))
    #expect(outcome.after <= outcome.before)
  }

  @Test(arguments: TuningTarget.one)
  func whatWasTriedIsNotTriedAgain(target: TuningTarget) throws {
    let trial = try #require(
      try OperationTrial(
        Doubling(), [TensorSpec([6, 1000])], on: target.device, cacheDirectory: nil))
    var search = OperationSearch(trial, seed: 1) { _ in false }
    let tried = [["parts": 2], ["items": 2]]
    let outcome = try #require(try search.run(from: [:], tried: tried))
    #expect(outcome.tried == tried && outcome.isComplete && outcome.choices == [:])
  }

  @Test(arguments: TuningTarget.one)
  func aWrongRecordGivesWayToTheRule(target: TuningTarget) throws {
    let trial = try #require(
      try OperationTrial(
        Doubling(), [TensorSpec([6, 1000])], on: target.device, cacheDirectory: nil))
    var search = OperationSearch(trial, seed: 1) { _ in true }
    let outcome = try #require(try search.run(from: ["parts": 2]))
    #expect(outcome.choices == [:] && outcome.refused == 1 && !outcome.isComplete)
  }

  /// The tunable operations at small shapes, some of them with an epilogue.
  static let operations: [(any Tunable, [Shape])] = [
    (
      Convolution(stride: 2, hasBias: true, activation: .relu),
      [[4, 9, 7, 3], [3, 3, 3, 20], [20]]
    ),
    (
      Convolution(gate: .relu), [[4, 6, 6, 5], [3, 3, 5, 2], [4, 6, 6, 2]]
    ),
    (
      ConvolutionInputGradient(stride: 2, imageHeight: 9, imageWidth: 8, gate: .relu),
      [[4, 5, 4, 6], [3, 3, 18, 6], [4, 9, 8, 18]]
    ),
    (
      ConvolutionFilterGradient(stride: 2, kernelHeight: 3, kernelWidth: 3),
      [[4, 9, 8, 5], [4, 5, 4, 20]]
    ),
    (MatrixProduct(hasBias: true, activation: .relu), [[12, 70], [70, 40], [40]]),
    (MatrixProduct(transposeSecond: true, gate: .relu), [[12, 70], [40, 70], [12, 40]]),
    (MatrixProduct(transposeFirst: true), [[12, 70], [12, 40]]),
    (KernelAndBiasGradient(), [[12, 70], [12, 40]]),
    (LSTM(), [[4, 5, 28], [7, 28]]),
    (LSTMGradient(), [[4, 5, 7], [4, 5, 28], [4, 5, 7], [7, 28]]),
  ]

  /// The first and the last value of every axis give the host's results, also where that sees a
  /// single row of the batch.
  @Test(arguments: TuningTarget.all, operations.indices)
  func theEndsOfEveryAxisAreRight(target: TuningTarget, index: Int) throws {
    let (operation, shapes) = Self.operations[index]
    let inputs = shapes.map { TensorSpec($0) }
    guard
      let trial = try OperationTrial(
        operation, inputs, on: target.device, family: target.family, cacheDirectory: nil)
    else { return }
    let slice = TuningOracle(operation, inputs, seed: 3, limit: 1)
    let whole = TuningOracle(operation, inputs, seed: 3, limit: .max)
    #expect(slice.slice == 1 && slice.batch > 1 && whole.isWhole)
    var candidates: [[String: Int]] = [[:]]
    for axis in trial.space.axes {
      let values = axis.values([:])
      candidates += Set([values.first, values.last].compactMap { $0 }).map { [axis.choice: $0] }
    }
    // The matrix library compiles for seconds at its first call, and has tests of its own.
    for choices in candidates where choices["library"] == nil {
      let plan = try trial.load(choices)
      defer { trial.unload(plan) }
      for oracle in [slice, whole] {
        try trial.set(oracle.repeated)
        let deviation = oracle.deviation(of: try trial.results(of: plan))
        #expect(deviation < 1e-4, "\(trial.space.key) \(choices), \(oracle.slice) rows")
      }
    }
  }

  @Test func aDifferenceIsMeasuredAgainstTheRootMeanSquare() {
    let one = HostTensor<Float>([3, 4, 0, 0, 5], shape: [5])
    let other = HostTensor<Float>([3, 4, 0, 0, 5 + 0.0316227766], shape: [5])
    let deviation = TuningOracle.deviation(of: [other], from: [one])
    #expect(abs(deviation - 0.01) < 1e-5)
    let wrong = HostTensor<Float>([3, 4, 0, .nan, 5], shape: [5])
    #expect(TuningOracle.deviation(of: [wrong], from: [one]) == .infinity)
  }
}
