import Foundation
import Graphs
import Operations
import Testing

/// One stored case of `torch.nn.LSTM` in float64 (see Fixtures/README.md).
struct LSTMGoldenCase: Decodable, Sendable, CustomTestStringConvertible {
  let units: Int
  let steps: Int
  let batch: Int
  let seed: UInt64
  let hasInitialState: Bool
  let arrays: [String: GoldenSummary]

  var testDescription: String { "units \(units), steps \(steps), batch \(batch)" }

  static func all() throws -> [LSTMGoldenCase] {
    let file = try #require(
      Bundle.module.url(forResource: "lstm", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode([LSTMGoldenCase].self, from: Data(contentsOf: file))
  }

  /// The inputs, drawn in this order and rounded to float32.
  var inputs: [String: HostTensor<Double>] {
    var random = TestRandom(seed: seed)
    let state: Shape = [batch, units]
    let limit = 1 / Double(units).squareRoot()
    let drawn: [(String, Shape, Double)] = [
      ("x", [batch, steps, 3], 1), ("kernel", [3, 4 * units], 0.5),
      ("recurrentKernel", [units, 4 * units], limit), ("bias", [4 * units], 0.5),
      ("otherBias", [4 * units], 0.5), ("h0", state, 1), ("c0", state, 1),
      ("upstream", [batch, steps, units], 1),
    ]
    var inputs: [String: HostTensor<Double>] = [:]
    for (name, shape, limit) in drawn {
      inputs[name] = random.tensor(shape, in: -limit...limit).converted(to: Float.self)
        .converted(to: Double.self)
    }
    return inputs
  }

  /// The layer as a graph: h and the gradients, by the names of the stored arrays.
  func results() throws -> [(name: String, tensor: Tensor)] {
    func input(_ name: String) throws -> Tensor { .input(name, try #require(inputs[name]).spec) }
    let (x, kernel, bias) = try (input("x"), input("kernel"), input("bias"))
    let recurrentKernel = try input("recurrentKernel")
    let state = hasInitialState ? try [input("h0"), input("c0")] : []
    let rows = Reshape(to: [batch * steps, 3])(x)
    let gates = MatrixProduct(hasBias: true)(rows, kernel, bias + (try input("otherBias")))
    let h = LSTM(hasInitialState: hasInitialState).all(
      [Reshape(to: [batch, steps, 4 * units])(gates), recurrentKernel] + state)[0]
    let gradients = Gradients(of: Reduction(.sum)(h * (try input("upstream"))))
    let leaves =
      [("x", x), ("kernel", kernel), ("recurrentKernel", recurrentKernel), ("bias", bias)]
      + zip(["h0", "c0"], state)
    return try [("h", h)] + leaves.map { ($0, try #require(gradients[$1])) }
  }

  /// Expects an array to be the stored one.
  func expect<Scalar: HostScalar>(
    _ array: HostTensor<Scalar>, isStoredAs name: String, tolerance: Double, on target: String
  ) throws {
    try #require(arrays[name]).expect(
      array, seed: seed, tolerance: tolerance, "\(name) on \(target)")
  }
}

@Suite("LSTM parity")
struct LSTMParityTests {
  /// Every case with the CPU family; some with the GPU family, whose kernels are slow to compile.
  @Test func kernelsMatchPyTorch() throws {
    for test in try LSTMGoldenCase.all() {
      let results = try test.results()
      let inputs = test.inputs.mapValues { $0.converted(to: Float.self) }
      let everywhere = (test.steps, test.batch) == (7, 5)
      for target in everywhere ? TestTarget.all : TestTarget.full.filter({ $0.family == .cpu }) {
        let read = Set(Node.ordered(from: results.map(\.tensor)).map(\.label))
        let values = try run(
          results.map(\.tensor), inputs: inputs.filter { read.contains($0.key) }, on: target)
        for (result, value) in zip(results, values) {
          try test.expect(
            value, isStoredAs: result.name, tolerance: 1e-4,
            on: "\(test.testDescription), \(target.testDescription)")
        }
      }
    }
  }

  /// The host's evaluation in float64, nearly to the last digit.
  @Test func evaluationMatchesPyTorch() throws {
    for test in try LSTMGoldenCase.all() where test.units <= 40 || test.batch < 64 {
      let results = try test.results()
      for (result, value) in zip(results, evaluate(results.map(\.tensor), inputs: test.inputs)) {
        try test.expect(
          value, isStoredAs: result.name, tolerance: 1e-9, on: "\(test.testDescription), host")
      }
    }
  }

  @Test func everySizeIsStored() throws {
    let cases = try LSTMGoldenCase.all()
    #expect(cases.count == 45)
    #expect(Set(cases.map(\.units)) == [1, 17, 40, 64, 128])
    #expect(Set(cases.map(\.steps)) == [1, 7, 128])
    #expect(Set(cases.map(\.batch)) == [1, 5, 64])
    for test in cases { #expect(test.arrays.count == (test.hasInitialState ? 7 : 5)) }
  }
}
