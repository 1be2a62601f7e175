import Foundation
import Graphs
import Operations
import TestScheduling
import Testing

/// One stored case of `torch.nn.functional.conv2d` in float64 (see Fixtures/README.md).
struct ConvolutionGoldenCase: Decodable, Sendable, CustomTestStringConvertible {
  let image: [Int]
  let kernel: [Int]
  let features: [Int]
  let stride: Int
  let groups: Int
  let seed: UInt64
  let arrays: [String: GoldenSummary]

  var testDescription: String { "\(image) * \(kernel) stride \(stride) groups \(groups)" }

  static func all() throws -> [ConvolutionGoldenCase] {
    let file = try #require(
      Bundle.module.url(
        forResource: "grouped_convolution", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode([ConvolutionGoldenCase].self, from: Data(contentsOf: file))
  }

  /// The inputs, drawn in this order and rounded to float32.
  var inputs: [String: HostTensor<Double>] {
    var random = TestRandom(seed: seed)
    let drawn: [(String, [Int], Double)] = [
      ("x", image, 1), ("kernel", kernel, 0.5), ("bias", [kernel[3]], 0.5),
      ("upstream", features, 1),
    ]
    var inputs: [String: HostTensor<Double>] = [:]
    for (name, extents, limit) in drawn {
      inputs[name] = random.tensor(Shape(extents), in: -limit...limit).converted(to: Float.self)
        .converted(to: Double.self)
    }
    return inputs
  }

  /// y and the gradients of Σ upstream · y, by the names of the stored arrays.
  func results() throws -> [(name: String, tensor: Tensor)] {
    let inputs = inputs
    func input(_ name: String) throws -> Tensor { .input(name, try #require(inputs[name]).spec) }
    let leaves = try ["x", "kernel", "bias"].map { ($0, try input($0)) }
    let y = Convolution(stride: stride, groups: groups, hasBias: true).all(leaves.map(\.1))[0]
    let gradients = Gradients(of: Reduction(.sum)(y * (try input("upstream"))))
    return try [("y", y)] + leaves.map { ($0, try #require(gradients[$1])) }
  }
}

@Suite("Grouped convolution parity", .ownProcess)
struct GroupedConvolutionParityTests {
  @Test func kernelsMatchPyTorch() throws {
    for test in try ConvolutionGoldenCase.all() {
      let results = try test.results()
      let inputs = test.inputs.mapValues { $0.converted(to: Float.self) }
      for target in TestTarget.all {
        for (result, value) in zip(
          results, try run(results.map(\.tensor), inputs: inputs, on: target))
        {
          try #require(test.arrays[result.name]).expect(
            value, seed: test.seed, tolerance: 1e-5,
            "\(result.name) of \(test.testDescription) on \(target.testDescription)")
        }
      }
    }
  }

  /// The host's evaluation in float64, nearly to the last digit.
  @Test func evaluationMatchesPyTorch() throws {
    for test in try ConvolutionGoldenCase.all() {
      let results = try test.results()
      for (result, value) in zip(results, evaluate(results.map(\.tensor), inputs: test.inputs)) {
        try #require(test.arrays[result.name]).expect(
          value, seed: test.seed, tolerance: 1e-9,
          "\(result.name) of \(test.testDescription) on the host")
      }
    }
  }

  @Test func everyCaseIsStored() throws {
    let cases = try ConvolutionGoldenCase.all()
    #expect(Set(cases.map(\.groups)) == [1, 2, 4, 6, 7, 8, 20])
    #expect(cases.count == 8 && cases.allSatisfy { $0.arrays.count == 4 })
  }
}
