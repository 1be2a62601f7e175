import Graphs
import Kernels
import Testing

/// How an operation's work is divided among its launches.
@Suite struct LaunchCostTests {
  private let device = DeviceTraits(family: .gpu)
  private let spec = TensorSpec([1000])

  private func costs(of operation: Divided) throws -> [Plan.LaunchCost] {
    let result = operation(.input("x", spec))
    return try Plan(Graph(outputs: [.init("y", result)]), for: device).launchCosts
  }

  /// The product reads 4,000 bytes and writes 8,000 of scratch memory; the sum reads these and writes
  /// 4,000: both as many, and the first is taken.
  @Test func aSumOfPartialResultsHasNoFlops() throws {
    let found = try costs(
      of: Divided(launches: [
        .init("product", [.input(0), .workspace(0)], global: [100, 3], local: [32, 1]),
        .init("sum", [.workspace(0), .output(0), .int(2)], global: [64], local: [64]),
      ]))
    #expect(found.map(\.kernel) == ["product", "sum"])
    #expect(found.map(\.cost) == [.init(flops: 7001, bytes: 12_000), .init(bytes: 12_000)])
    // 4 work-groups of 32 work-items across, 3 down.
    #expect(found.map(\.workGroups) == [12, 1])
    #expect(found.allSatisfy { $0.operation == "divided" && !$0.usesMMA })
  }

  /// Launches of one kernel divide the flops by their bytes, and none is lost.
  @Test func launchesOfOneKernelShare() throws {
    let found = try costs(
      of: Divided(launches: [
        .init("part", [.input(0)], global: [1], local: [1]),
        .init("part", [.input(0), .workspace(0)], global: [1], local: [1]),
        .init("last", [.output(0)], global: [1], local: [1]),
      ]))
    #expect(found.map(\.cost.flops) == [1750, 5251, 0])
    #expect(found.map(\.cost.bytes) == [4000, 12_000, 4000])
  }

  /// An operand that is given twice is read once; what an algorithm saves is known by its launch; and
  /// MMA instructions by the kernel's constants.
  @Test func executedFlopsAreTheLaunchesOwn() throws {
    let found = try costs(
      of: Divided(launches: [
        .init(
          "fast", [.input(0), .input(0), .output(0)], global: [1], local: [1],
          constants: ["TENSOR_PTX": 1], executedFlops: 500)
      ]))
    #expect(found.map(\.cost) == [.init(flops: 7001, bytes: 8000)])
    #expect(found.map(\.executedFlops) == [500] && found.map(\.usesMMA) == [true])
  }

  @Test func aCopyIsALaunch() throws {
    let y = LinearCombination(coefficients: [1])(.input("x", spec))
    let assignments = [Graph.Assignment(Variable("w", spec), y)]
    let found = try Plan(
      Graph(outputs: [.init("y", y)], assignments: assignments), for: device
    ).launchCosts
    #expect(found.map(\.kernel) == ["copy"] && found.map(\.label) == ["w"])
    #expect(found.map(\.cost) == [.init(bytes: 8000)] && found.map(\.workGroups) == [nil])
  }
}

/// An operation of 7,001 flops with launches that nothing executes here.
private struct Divided: Operation {
  let launches: [KernelLaunch]

  var name: String { "divided" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { [inputs[0]] }

  func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?] {
    inputs.map { _ in nil }
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering(launches.map { .kernel($0) }, workspace: [8000])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    [inputs[0]]
  }

  func flops(_ inputs: [TensorSpec]) -> Int { 7001 }
}

extension KernelLaunch {
  fileprivate init(
    _ function: String, _ arguments: [Argument], global: [Int], local: [Int],
    constants: [String: Int] = [:], executedFlops: Int? = nil
  ) {
    self.init(
      KernelSpecification(.scale, function, constants: constants), arguments, global: global,
      local: local, executedFlops: executedFlops)
  }
}
