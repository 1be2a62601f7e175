import Datasets
package import Devices
import Execution
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
  /// The predicted time on a known device; nil on a device of this machine.
  package let prediction: PlanPrediction?

  /// Describes and lowers the step; needs no data but one's own, whose form decides the model, nor, for
  /// `host` or a known device, a device.
  ///
  /// - Parameter warn: gets a line for each driver that fails, and for a tuning record that cannot be read.
  /// - Throws: `RunError.usage` for settings that are not allowed, `PlanError` for a batch that kernels
  ///   cannot count, `ComputeError.noDevice`, `ComputeError.precision`, `DatasetError` for one's own data,
  ///   `FileError` of kind `cannotCreate` where the programs' folder is not empty.
  package init(
    _ request: TrainingRequest, _ form: Form = Form(), warn: (String) -> Void = { _ in }
  ) throws {
    let (settings, data) = try Self.settings(of: request)
    try self.init(
      of: try settings.makeTrainingPlan(for: data).graph,
      on: form.device(
        else: settings.device, precision: settings.precision ?? .float32, request.cache,
        warn: warn),
      form)
  }

  private static func settings(
    of request: TrainingRequest
  ) throws -> (Settings, DataDescription) {
    guard request.dataset == .own else {
      var request = request
      // The folder need not exist.
      request.data = request.data ?? request.defaultData ?? "."
      let settings = try request.settings()
      return (settings, settings.knownDescription)
    }
    let dataset = try request.loadOwnData()
    return (try request.settings(own: dataset), dataset.description)
  }

  /// Lowers a graph for a device, and writes the programs where the form says so.
  package init(of graph: Graph, on device: PlannedDevice, _ form: Form) throws {
    let plan = try Plan(
      graph.fused(for: device.traits), for: device.traits, tuning: device.tuning)
    if let folder = form.kernels { try ProgramFolder.write(plan.programs(), to: folder) }
    self.device = device.summary
    self.plan = plan.description(explained: form.explained).split(separator: "\n").map(String.init)
    arenaBytes = plan.arenaBytes
    tensorBytes = graph.tensorBytes
    launches = plan.launchCount
    operations = plan.flops
    bytes = plan.bytesMoved
    floorMillisecondsH200 = plan.floorMilliseconds(on: .h200)
    prediction = device.roofline.map { PlanPrediction(of: plan, on: $0) }
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
    // A printed plan ends with the totals and the number of its launches.
    let lines = ["device: \(device)"] + plan.dropLast(2) + (prediction?.lines ?? [])
    return (lines + plan.suffix(2).dropLast() + totals + plan.suffix(1)).joined(separator: "\n")
  }
}
