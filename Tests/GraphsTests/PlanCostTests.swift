import Graphs
import Kernels
import Testing

@Suite("Plan's cost")
struct PlanCostTests {
  private let device = DeviceTraits(family: .cpu)
  private let spec = TensorSpec([1000])

  /// 4,000 bytes read twice over and 4,000 written; 5 operations an element.
  private func plan(assigning variable: Variable? = nil) throws -> Plan {
    let x = Tensor.input("x", spec)
    let y = Launched(flopsPerElement: 5)(x, .input("z", spec))
    let again = Launched(flopsPerElement: 0)(y, y)
    let assignments = variable.map { [Graph.Assignment($0, again)] } ?? []
    return try Plan(Graph(outputs: [.init("y", again)], assignments: assignments), for: device)
  }

  @Test func eachOperandAndResultCountsOnce() throws {
    let plan = try plan()
    #expect(plan.costs == [.init(flops: 5000, bytes: 12_000), .init(bytes: 8000)])
    #expect(plan.bytesMoved == 20_000 && plan.flops == 5000)
  }

  @Test func aCopyReadsAndWrites() throws {
    let plan = try plan(assigning: Variable("w", spec))
    #expect(plan.copies.count == 1)
    #expect(try #require(plan.costs.last) == .init(bytes: 8000))
    #expect(plan.bytesMoved == 28_000)
  }

  @Test func whatLaunchesNothingCostsNothing() throws {
    let y = LinearCombination(coefficients: [1])(.input("x", spec))
    let rates = DeviceRates(gigaflops: 1, gigabytesPerSecond: 1)
    let plan = try Plan(Graph(outputs: [.init("y", y)]), for: device)
    #expect(plan.costs == [.init()] && plan.floorMilliseconds(on: rates) == 0)
  }

  /// Each operation is bounded by the slower of its two rates, and not their sum by one of them.
  @Test(
    arguments: [
      // 5,000 operations in 5 µs, 12,000 bytes in 1.2 µs; then 8,000 bytes in 0.8 µs.
      (DeviceRates(gigaflops: 1, gigabytesPerSecond: 10), 5.8e-3),
      (DeviceRates(gigaflops: 1000, gigabytesPerSecond: 1), 20e-3),
    ])
  func theFloorIsTheSumOfTheOperations(_ rates: DeviceRates, _ milliseconds: Double) throws {
    #expect(abs(try plan().floorMilliseconds(on: rates) - milliseconds) < 1e-12)
  }
}

/// An operation with a launch that nothing runs here.
private struct Launched: Operation {
  let flopsPerElement: Int

  var name: String { "launched" }

  func outputs(_ inputs: [TensorSpec]) throws(ShapeError) -> [TensorSpec] { [inputs[0]] }

  func gradients(_ inputs: [Tensor], _ outputs: [Tensor], _ upstream: [Tensor?]) -> [Tensor?] {
    inputs.map { _ in nil }
  }

  func lower(
    _ inputs: [TensorSpec], for device: DeviceTraits, tuning: TuningRecord
  ) -> Lowering {
    Lowering([
      .kernel(
        KernelLaunch(
          KernelSpecification(.scale, "scale"), [.input(0), .output(0)], global: [1], local: [1]))
    ])
  }

  func evaluate<Scalar: HostScalar>(_ inputs: [HostTensor<Scalar>]) -> [HostTensor<Scalar>] {
    [inputs[0]]
  }

  func flops(_ inputs: [TensorSpec]) -> Int { flopsPerElement * inputs[0].shape.count }
}
