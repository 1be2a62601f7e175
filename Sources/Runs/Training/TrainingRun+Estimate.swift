import Compute
import Graphs
import Reporting
import Training

extension TrainingRun {
  /// The steps of this process after which the time of the others is estimated.
  static let measuredSteps = 20
  /// Less time than this is not worth a line.
  private static let shortSeconds = 30.0

  /// Reports how much of the device's memory training takes, and how much the process may use, where that
  /// is limited.
  static func reportMemory(of plan: Plan, _ report: (RunEvent) -> Void) {
    let variables = plan.variables.reduce(0) { $0 + $1.spec.byteCount }
    let (arena, kept) = (megabytes(plan.arenaBytes), megabytes(variables))
    let limit = MemoryLimit.current().bytes.map {
      "; the control group allows the process \(megabytes($0)) MB"
    }
    report(
      .message(
        "memory: \(arena) MB for the values of a step and \(kept) MB for parameters and the optimiser's "
          + "variables on the device" + (limit ?? "")))
  }

  /// Reports the time that the steps after the first few will take, where it is long.
  ///
  /// - Parameter seconds: the time that `measuredSteps` steps took.
  func reportTime(_ seconds: Double, _ report: (RunEvent) -> Void) {
    let left = totalSteps - trainer.step
    let estimate = seconds / Double(Self.measuredSteps) * Double(left)
    guard estimate > Self.shortSeconds else { return }
    report(
      .message(
        "time: about \(ProgressLine.time(estimate)) for the other \(left) steps, without evaluations"
      ))
  }

  private static func megabytes(_ bytes: Int) -> Int { (bytes + 999_999) / 1_000_000 }
}
