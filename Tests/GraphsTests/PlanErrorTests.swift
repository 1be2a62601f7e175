import Graphs
import Kernels
import Testing

@Suite("Sizes that a plan refuses")
struct PlanErrorTests {
  private let device = DeviceTraits(family: .gpu)
  private static let limit = 2_147_483_647
  private var limit: Int { Self.limit }

  private func plan(_ tensors: Tensor..., assigning assignments: [Graph.Assignment] = [])
    throws(PlanError) -> Plan
  {
    try Plan(
      Graph(
        outputs: tensors.enumerated().map { .init("\($0.offset)", $0.element) },
        assignments: assignments), for: device)
  }

  private func refusal(_ operation: String, _ what: String, _ found: String) -> PlanError {
    .tooLarge(node: "layer", operation: operation, what: what, found: found, limit: limit)
  }

  /// A tensor is refused before anything is lowered, however large its element count.
  @Test(
    arguments: [
      ([3_000_000, 1024], "3000000 x 1024"), ([1, limit + 1], "1 x 2147483648"),
      ([Int.max, Int.max], "9223372036854775807 x 9223372036854775807"),
    ] as [([Int], String)])
  func aTensorOfTooManyElements(_ extents: [Int], _ found: String) {
    let tensor = Untouchable(shape: Shape(extents))(.input("x", TensorSpec([1])), label: "layer")
    #expect(throws: refusal("untouchable", "values in one tensor", found)) { try plan(tensor) }
  }

  @Test func aVariableOfTooManyElements() {
    let variable = Variable("slots", TensorSpec([limit + 1]))
    let error = PlanError.tooLarge(
      node: "slots", operation: "variable", what: "values in one tensor", found: "2147483648",
      limit: limit)
    #expect(throws: error) { try plan(.variable(variable)) }
  }

  @Test func theLargestTensorHasAPlan() throws {
    let x = Tensor.input("x", TensorSpec([limit]))
    #expect(try plan(addition(x, x)).arenaBytes == 4 * limit)
  }

  /// What a lowering asks for beyond its tensors.
  @Test func whatALoweringAsksFor() {
    let cases: [(Lowered, String, String)] = [
      (Lowered(global: [8, limit + 1]), "work-items in one launch", "8 x 2147483648"),
      (Lowered(workspace: 4 * limit + 4), "values of scratch memory", "2147483648"),
      (Lowered(constant: limit + 1), "as the constant SIZE of a kernel", "2147483648"),
    ]
    for (operation, what, found) in cases {
      let tensor = operation(.input("x", TensorSpec([1])), label: "layer")
      #expect(throws: refusal("lowered", what, found)) { try plan(tensor) }
    }
    #expect(throws: Never.self) {
      try plan(
        Lowered(global: [limit], workspace: 4 * limit, constant: limit)(
          .input("x", TensorSpec([1]))))
    }
  }

  @Test func theMessageSaysWhatToDo() {
    let error = PlanError.tooLarge(
      node: "encoder.dense1", operation: "matrixProduct", what: "values in one tensor",
      found: "3000000 x 1024", limit: limit)
    #expect(
      "\(error)"
        == "encoder.dense1 (matrixProduct): 3000000 x 1024 values in one tensor, "
        + "at most 2147483647; take a smaller batch size")
  }
}

/// An operation that nothing may lower.
private struct Untouchable: Operation {
  let shape: Shape

  var name: String { "untouchable" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { [TensorSpec(shape)] }

  func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?] {
    [nil]
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering { preconditionFailure("lowered") }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    preconditionFailure("evaluated")
  }
}

/// An operation with one launch of given sizes.
private struct Lowered: Operation {
  var global = [1]
  var workspace = 0
  var constant = 1

  var name: String { "lowered" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { inputs }

  func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?] {
    [nil]
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    let kernel = KernelSpecification(.scale, "scale", constants: ["SIZE": constant])
    return Lowering(
      [
        .kernel(
          KernelLaunch(
            kernel, [.input(0), .output(0)], global: global, local: global.map { _ in 1 }))
      ], workspace: [workspace])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    inputs
  }
}
