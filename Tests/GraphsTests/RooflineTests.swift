import Graphs
import Testing

@Suite struct RooflineTests {
  /// 1 TFLOP/s, 4 TFLOP/s by MMA, 100 GB/s, 10 units.
  private let roofline = Roofline(
    rates: DeviceRates(gigaflops: 1000, gigabytesPerSecond: 100), gigaflopsMMA: 4000, units: 10)

  private func launch(
    flops: Int, bytes: Int, executed: Int? = nil, usesMMA: Bool = false, workGroups: Int? = nil
  ) -> Plan.LaunchCost {
    Plan.LaunchCost(
      operation: "product", label: "layer", kernel: "kernel",
      cost: .init(flops: flops, bytes: bytes), executedFlops: executed, usesMMA: usesMMA,
      workGroups: workGroups)
  }

  private func expect(
    _ launch: Plan.LaunchCost, floor: Double, microseconds: Double, _ bound: Roofline.Bound,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = (1e6 * roofline.floorSeconds(of: launch), 1e6 * roofline.seconds(of: launch))
    #expect(abs(found.0 - floor) < 1e-9, "\(found)", sourceLocation: sourceLocation)
    #expect(abs(found.1 - microseconds) < 1e-9, "\(found)", sourceLocation: sourceLocation)
    #expect(roofline.bound(of: launch) == bound, sourceLocation: sourceLocation)
  }

  /// The busiest unit's work-groups over the mean unit's.
  @Test(
    arguments: [
      (nil, 1), (1, 10), (5, 2), (10, 1), (11, 20.0 / 11), (20, 1), (41, 50.0 / 41), (1000, 1),
    ] as [(Int?, Double)])
  func tails(_ workGroups: Int?, _ tail: Double) {
    #expect(abs(roofline.tail(ofWorkGroups: workGroups) - tail) < 1e-12)
  }

  @Test func arithmeticBounds() {
    // 60 µs at the peak, 80 at three quarters of it; 1 MB needs 10.
    expect(
      launch(flops: 60_000_000, bytes: 1_000_000), floor: 60, microseconds: 83, .arithmetic)
    // 15 work-groups on 10 units: 2 for some, 1.5 in the mean.
    expect(
      launch(flops: 60_000_000, bytes: 0, workGroups: 15), floor: 60,
      microseconds: 80.0 * 20 / 15 + 3, .arithmetic)
  }

  @Test func memoryBounds() {
    // 85 µs at the bandwidth, 100 at 85 % of it.
    expect(launch(flops: 1, bytes: 8_500_000), floor: 85, microseconds: 103, .memory)
    expect(
      launch(flops: 1, bytes: 8_500_000, workGroups: 4), floor: 85, microseconds: 253, .memory)
  }

  @Test func smallLaunchesCostTheirLaunch() {
    expect(launch(flops: 0, bytes: 0), floor: 0, microseconds: 3, .launch)
    expect(launch(flops: 0, bytes: 170_000), floor: 1.7, microseconds: 5, .launch)
  }

  @Test func executedFlopsCount() {
    expect(
      launch(flops: 60_000_000, bytes: 0, executed: 30_000_000), floor: 30, microseconds: 43,
      .arithmetic)
  }

  @Test func productsOfMMAHaveTheirOwnPeak() {
    expect(
      launch(flops: 60_000_000, bytes: 0, usesMMA: true), floor: 15, microseconds: 23, .arithmetic)
  }
}
