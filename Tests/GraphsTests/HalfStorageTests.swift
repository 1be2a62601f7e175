import Graphs
import Testing

/// y = x; either may be stored in half precision.
private struct Copied: HalfStorable {
  var name: String { "copied" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { [inputs[0]] }

  func gradients(
    _ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]
  ) -> [Tensor?] { upstream }

  func halfOperands(_ inputs: [TensorSpec], for device: DeviceTraits) -> HalfOperands {
    HalfOperands(inputs: [0], outputs: [0])
  }

  /// Workspace tells which operands the lowering saw in half precision.
  func lower(
    _ inputs: [TensorSpec], half: HalfOperands, for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering([], workspace: [half.inputs.isEmpty ? 1 : 2, half.outputs.isEmpty ? 1 : 2])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    inputs
  }
}

@Suite("Half storage")
struct HalfStorageTests {
  private static let spec = TensorSpec([1024])
  private static let device = DeviceTraits(family: .gpu, precision: .half)
  private let x = Tensor.input("x", HalfStorageTests.spec)
  private let float = LinearCombination(coefficients: [1])

  /// Which of `tensors` are stored in half precision in a graph with these results.
  private func half(
    of tensors: [Tensor], results: [Tensor], assigned: [Tensor] = [],
    for device: DeviceTraits = HalfStorageTests.device
  ) -> [Bool] {
    let graph = Graph(
      outputs: results.enumerated().map { Graph.Output("\($0.offset)", $0.element) },
      assignments: assigned.enumerated().map {
        Graph.Assignment(Variable("v\($0.offset)", $0.element.spec), $0.element)
      })
    let half = graph.halfTensors(for: device)
    #expect(half.isSubset(of: tensors))
    return tensors.map { half.contains($0) }
  }

  @Test func betweenTwoThatAreAble() {
    let first = Copied()(x)
    let second = Copied()(first)
    let last = Copied()(second)
    #expect(half(of: [first, second, last], results: [last]) == [true, true, false])
    for device in [
      DeviceTraits(family: .gpu), DeviceTraits(family: .cpu, precision: .half),
      DeviceTraits(family: .gpu, precision: .tf32),
    ] {
      #expect(half(of: [first, second], results: [last], for: device) == [false, false])
    }
  }

  @Test func everyReaderMustBeAble() {
    let first = Copied()(x)
    let results = [Copied()(first), float(first)]
    #expect(half(of: [first], results: results) == [false])
    let computed = float(x)
    #expect(half(of: [computed], results: [Copied()(computed)]) == [false])
  }

  @Test func resultsAndNewValuesOfVariablesAreFloat32() {
    let first = Copied()(x)
    let second = Copied()(first)
    #expect(half(of: [first, second], results: [first, second]) == [false, false])
    #expect(half(of: [first], results: [Copied()(second)], assigned: [first, second]) == [false])
  }

  /// A tensor under another shape lies where it lay.
  @Test func changesOfShapeGoTogether() {
    let first = Copied()(x)
    let renamed = Renamed()(first)
    let again = Renamed()(renamed)
    #expect(
      half(of: [first, renamed, again], results: [Copied()(again)]) == [true, true, true])
    #expect(
      half(of: [first, renamed, again], results: [Copied()(again), float(again)])
        == [false, false, false])
    #expect(
      half(of: [first, renamed, again], results: [Copied()(again), float(first)])
        == [false, false, false])
    let other = Renamed()(x)
    #expect(half(of: [other], results: [Copied()(other)]) == [false])
  }

  @Test func thePlanStoresAndLowersSo() throws {
    let first = Copied()(x)
    let second = Copied()(first)
    let graph = Graph(outputs: [Graph.Output("y", Copied()(second))])
    let plan = try Plan(graph, for: Self.device)
    func isHalf(_ value: Int) -> Bool { plan.values[value].spec.elementType == .float16 }
    #expect(plan.steps.map { isHalf($0.inputs[0]) } == [false, true, true])
    #expect(plan.steps.map { isHalf($0.outputs[0]) } == [true, true, false])
    #expect(plan.steps.map(\.workspaceBytes) == [[1, 2], [2, 2], [2, 1]])
    #expect(plan.description.contains("float16[1024]"))
    let float32 = try Plan(graph, for: DeviceTraits(family: .gpu))
    #expect(plan.arenaBytes < float32.arenaBytes)
    #expect(float32.steps.map(\.workspaceBytes) == [[1, 1], [1, 1], [1, 1]])
  }

  private static let rounded: [(Double, Double)] = [
    (1, 1), (1 + 0x1p-11, 1), (1 + 3 * 0x1p-11, 1 + 0x1p-9), (-1 - 0x1.8p-11, -1 - 0x1p-10),
    (65_519, 65_504), (65_520, .infinity), (-1e9, -.infinity), (0x1p-24, 0x1p-24), (0x1p-25, 0),
    (0x1.1p-25, 0x1p-24), (0x1p-14 + 0x1p-25, 0x1p-14), (0, 0),
  ]

  @Test(arguments: rounded)
  func roundingIsToTheNearest(_ value: Double, _ expected: Double) {
    #expect(value.roundedToHalf == expected)
    #expect(Float(value).roundedToHalf == Float(expected))
    #expect(Double.nan.roundedToHalf.isNaN && Float.infinity.roundedToHalf == .infinity)
    let tensor = HostTensor<Float>([Float(value)], shape: [1])
    #expect(tensor.roundedToHalf.values == [Float(expected)])
  }
}
