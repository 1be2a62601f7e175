import Compute
package import Devices
package import Graphs
import Operations
import Training

/// The plan of a step with its memory, compared with what the step would need without a plan.
package struct PlanSummary: Sendable, Encodable {
  /// The device that the plan is for, and why.
  package let device: String
  /// One line per step of the plan, and where it is explained one per algorithm that was passed over.
  package let plan: [String]
  /// The memory that all intermediate values share.
  package let arenaBytes: Int
  /// The sum of all tensors that the graph's operations produce before fusion, each in its own
  /// memory.
  package let tensorBytes: Int
  package let launches: Int
  /// Floating-point operations of one step, a multiply-add counted as two.
  package let operations: Int
  /// Bytes of operands read and results written in one step, by each operation once each.
  package let bytes: Int
  /// The least time of a step on an NVIDIA H200: Σ max(arithmetic / peak, bytes / bandwidth).
  package let floorMillisecondsH200: Double

  /// Describes and lowers the step; needs neither data nor, for `host`, a device.
  ///
  /// - Parameters:
  ///   - explained: with why algorithms were passed over.
  ///   - warn: gets a line for each driver that fails, and for a tuning record that cannot be read.
  /// - Throws: `RunError.usage` for settings that are not allowed, `PlanError` for a batch that kernels
  ///   cannot count, `ComputeError.noDevice`.
  package init(
    _ request: TrainingRequest, explained: Bool = false, warn: (String) -> Void = { _ in }
  ) throws {
    var request = request
    // A plan needs no data, so the folder need not exist.
    request.data = request.data ?? request.defaultData ?? "."
    let settings = try request.settings()
    try self.init(
      of: try settings.makeTrainingPlan().graph, on: settings.device,
      precision: settings.precision ?? .float32, request.cache, explained: explained, warn: warn)
  }

  /// Lowers a graph for a device that is chosen by a request.
  ///
  /// - Parameter vectorWidth: forces the floats of a vector on an OpenCL device; nil for the device's.
  package init(
    of graph: Graph, on device: String, precision: DeviceTraits.Precision, vectorWidth: Int? = nil,
    _ cache: CacheDirectory, explained: Bool, warn: (String) -> Void
  ) throws {
    let choice = try OpenedDevice.choose(device, warn: warn)
    var traits = try OpenedDevice.traits(of: choice, precision: precision)
    if case .openCL = choice, let vectorWidth { traits.vectorWidth = vectorWidth }
    let plan = try Plan(
      graph.fused(for: traits), for: traits,
      tuning: try OpenedDevice.tuning(of: choice, cache, warn: warn)?.record
        ?? TuningRecord())
    self.device = OpenedDevice.summary(of: choice, precision)
    self.plan = plan.description(explained: explained).split(separator: "\n").map(String.init)
    arenaBytes = plan.arenaBytes
    tensorBytes = graph.tensorBytes
    launches = plan.launchCount
    operations = plan.flops
    bytes = plan.bytesMoved
    floorMillisecondsH200 = plan.floorMilliseconds(on: .h200)
  }

  /// The plan and its memory as lines.
  package var text: String {
    let share = (100 * Double(arenaBytes) / Double(max(1, tensorBytes))).rounded()
    let floor = (1e3 * floorMillisecondsH200).rounded() / 1e3
    let totals = [
      "arena: \(arenaBytes) bytes; all tensors of the unfused graph: "
        + "\(tensorBytes) bytes; the arena takes \(Int(share)) % of that; "
        + "at least \(floor) ms on an H200"
    ]
    // A printed plan ends with the number of its launches.
    return (["device: \(device)"] + plan.dropLast() + totals + plan.suffix(1))
      .joined(separator: "\n")
  }
}
