import Graphs
import Operations
import Testing

@Suite("GradientAccumulation")
struct GradientAccumulationTests {
  private static func part<Scalar>(_ number: Int) -> HostTensor<Scalar> {
    HostTensor(integers: BatchPart.values(number, of: 3), shape: [2])
  }

  @Test(
    arguments: [[1], [17], [257], [5_000, 1, 17, 1_024, 2], Array(repeating: 300, count: 40)],
    [0, 1, 2])
  func kernelsMatchOracle(_ counts: [Int], _ part: Int) throws {
    var random = TestRandom(seed: 4)
    try expectKernelsMatchOracle(
      GradientAccumulation(parts: 3),
      inputs: counts.flatMap { [random.tensor([$0]), random.tensor([$0])] } + [Self.part(part)],
      tolerance: 1e-6)
  }

  /// The first part does not read what is there; the others add to it.
  @Test func theFirstPartBeginsAnew() throws {
    let inputs: [String: HostTensor<Float>] = [
      "gradient": HostTensor([3, -6], shape: [2]),
      "accumulated": HostTensor([.nan, 5], shape: [2]),
    ]
    let sum = GradientAccumulation(parts: 2)(
      .input("gradient", TensorSpec([2])), .input("accumulated", TensorSpec([2])),
      .input("part", BatchPart.spec))
    for target in TestTarget.all {
      let first = try run([sum], inputs: inputs.merging(["part": Self.part(0)]) { $1 }, on: target)
      #expect(first[0].values == [1.5, -3])
      let later = try run([sum], inputs: inputs.merging(["part": Self.part(1)]) { $1 }, on: target)
      #expect(later[0].values[0].isNaN && later[0].values[1] == 2)
    }
  }

  @Test func shapesAreChecked() {
    let (value, part) = (TensorSpec([4]), BatchPart.spec)
    for inputs in [
      [], [part], [value, part], [value, value], [value, TensorSpec([2]), part],
      [value, value, value, part], [value, value, TensorSpec([1], .int32)],
    ] {
      #expect(throws: ShapeError.self) { try GradientAccumulation(parts: 2).outputs(inputs) }
    }
  }

  @Test func partsAreNumbered() {
    #expect(BatchPart.values(0, of: 1) == [1, 1])
    #expect((0..<3).map { BatchPart.values($0, of: 3) } == [[1, 0], [0, 0], [0, 1]])
  }
}
