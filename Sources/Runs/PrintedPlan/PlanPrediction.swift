import Execution
package import Graphs
import Reporting

/// The time that a plan's launches are predicted to take on a device that need not be there.
package struct PlanPrediction: Sendable, Encodable {
  /// One launch.
  package struct Launch: Sendable, Encodable {
    package let kernel: String
    /// The stem of the program's files, as `ProgramFolder` writes them.
    package let program: String?
    package let operation: String
    package let algorithm: String?
    package let layer: String
    package let flops: Int
    /// Without those that the algorithm saves.
    package let executedFlops: Int
    package let bytes: Int
    package let workGroups: Int?
    package let workGroupsPerUnit: Double?
    /// Of one work-group.
    package let workItems: Int?
    /// The work-groups of the busiest unit over those of the mean one.
    package let tail: Double
    package let bound: Roofline.Bound
    package let floorMicroseconds: Double
    package let microseconds: Double

    init(_ cost: Plan.LaunchCost, program: String?, on roofline: Roofline) {
      kernel = cost.kernel
      self.program = program
      operation = cost.operation
      algorithm = cost.algorithm
      layer = cost.label
      flops = cost.cost.flops
      executedFlops = cost.executedFlops
      bytes = cost.cost.bytes
      workGroups = cost.workGroups
      workGroupsPerUnit = cost.workGroups.map { Double($0) / Double(roofline.units) }
      workItems = cost.workItems
      tail = roofline.tail(ofWorkGroups: cost.workGroups)
      bound = roofline.bound(of: cost)
      floorMicroseconds = 1e6 * roofline.floorSeconds(of: cost)
      microseconds = 1e6 * roofline.seconds(of: cost)
    }
  }

  package let launches: [Launch]
  /// Of one step: the sum over its launches at the peak rates.
  package let floorMilliseconds: Double
  /// Of one step.
  package let milliseconds: Double

  package init(of plan: Plan, on roofline: Roofline) {
    let programs = ProgramFolder.stems(of: plan.programs())
    launches = plan.launchCosts.map { cost in
      Launch(cost, program: cost.specification.flatMap { programs[$0] }, on: roofline)
    }
    floorMilliseconds = 1e-3 * launches.reduce(0) { $0 + $1.floorMicroseconds }
    milliseconds = 1e-3 * launches.reduce(0) { $0 + $1.microseconds }
  }

  /// A line that names the columns, a line for each launch, and the sums.
  package var lines: [String] {
    let names = ["µs", "floor µs", "bound", "MFLOP", "MB", "groups", "per unit", "tail"]
    return [
      names.map { NumberColumn.cell($0) }.joined() + "  kernel: operation by algorithm, layer"
    ]
      + launches.map(\.line)
      + [
        "predicted: \(ProgressLine.number(milliseconds)) ms a step; at the peaks, without tails and "
          + "time to launch, \(ProgressLine.number(floorMilliseconds)) ms"
      ]
  }
}

extension PlanPrediction.Launch {
  fileprivate var line: String {
    let cells = [
      NumberColumn.cell(microseconds), NumberColumn.cell(floorMicroseconds),
      NumberColumn.cell(bound.rawValue), NumberColumn.cell(Double(flops) / 1e6),
      NumberColumn.cell(Double(bytes) / 1e6), NumberColumn.cell(workGroups.map(String.init) ?? "-"),
      NumberColumn.cell(workGroupsPerUnit), NumberColumn.cell(tail),
    ]
    let by = algorithm.map { " by \($0)" } ?? ""
    return cells.joined() + "  \(kernel): \(operation)\(by), \(layer)"
  }
}
