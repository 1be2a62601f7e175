import Graphs
import Operations
import Testing

/// Which algorithm computes a matrix product, and why not another one.
@Suite("MatrixProductProblem")
struct MatrixProductProblemTests {
  private static let cpu = DeviceTraits(family: .cpu, vectorWidth: 16)

  private static func gpu(_ precision: DeviceTraits.Precision) -> DeviceTraits {
    DeviceTraits(
      family: .gpu, computeUnits: 132, maximumWorkGroupSize: 1024, localMemoryBytes: 49_152,
      precision: precision)
  }

  private func choice(
    _ a: Shape, _ b: Shape, transposeFirst: Bool = false, on device: DeviceTraits,
    choices: [String: Int]? = nil
  ) throws -> AlgorithmChoice {
    let product = MatrixProduct(transposeFirst: transposeFirst)
    let inputs = [TensorSpec(a), TensorSpec(b)]
    let entries = choices.map { [product.tuningKey(inputs): $0] } ?? [:]
    return try #require(
      product.lower(inputs, for: device, tuning: TuningRecord(entries: entries)).algorithm)
  }

  @Test func shapesOnACPU() throws {
    #expect(try choice([2048, 64], [64, 32], on: Self.cpu).name == "tallSkinny")
    #expect(
      try choice([4096, 64], [4096, 32], transposeFirst: true, on: Self.cpu).name == "largeK")
    let general = try choice([128, 784], [784, 1024], on: Self.cpu)
    #expect(general.name == "packed")
    #expect(general.passedOver.map(\.name) == ["tallSkinny", "largeK"])
    #expect(general.passedOver[0].reason == "M is 128, at least 1024")
  }

  @Test func choicesOfARecord() throws {
    let tall = try choice([2048, 64], [64, 32], on: Self.cpu, choices: ["tileRows": 8])
    #expect(tall.name == "packed")
    let gpu = Self.gpu(.float32)
    #expect(try choice([128, 784], [784, 1024], on: gpu).name == "tiled")
    let library = try choice([128, 784], [784, 1024], on: gpu, choices: ["library": 1])
    #expect(library.name == "library")
    #expect(library.passedOver.map(\.name) == ["tensorCores"])
  }

  @Test func precisions() throws {
    #expect(try choice([128, 784], [784, 1024], on: Self.gpu(.tf32)).name == "tensorCores")
    let small = try choice([8, 784], [784, 1024], on: Self.gpu(.tf32))
    #expect(small.name == "tiled" && small.passedOver[0].reason.contains("M, N, K = 8, 1024, 784"))
  }
}
