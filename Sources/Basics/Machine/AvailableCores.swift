import Foundation

/// The cores of the machine that this process may use.
package struct AvailableCores: Sendable, Hashable, Encodable {
  /// The cores that its threads may run on, by the scheduler's mask (`taskset`, a cpuset).
  package let count: Int
  /// How many cores' time its control group has, as a container with `--cpus=1.5`; nil without a limit.
  package let quota: Double?

  package init(count: Int, quota: Double?) {
    self.count = count
    self.quota = quota
  }

  /// What holds now.
  ///
  /// - Parameter root: the folder with `proc` and `sys`, for tests; empty is the file system's root.
  package static func current(root: String = "") -> AvailableCores {
    AvailableCores(
      count: affinity(SystemFiles(root: root)), quota: ControlGroups(root: root).quota)
  }

  /// How many threads may compute at a time without waiting for each other, at least 1.
  package var parallelism: Int {
    max(1, min(count, Int((quota ?? Double(count)).rounded(.up))))
  }

  /// How many threads may keep cores of a device awake that has a number of compute units.
  ///
  /// Under a quota they would use up the time of the threads that compute, so there are none.
  package func idlePreventionThreads(computeUnits: Int) -> Int {
    if let quota, quota < Double(count) { return 0 }
    return min(computeUnits, count)
  }

  /// The bits of the mask, `Cpus_allowed: ff,ffffffff`; where that is not there, the cores of the machine.
  private static func affinity(_ files: SystemFiles) -> Int {
    let name = "Cpus_allowed:"
    let mask = files.lines("/proc/self/status").first { $0.hasPrefix(name) }?.dropFirst(name.count)
    let bits = (mask ?? "").reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 0) }
    return bits > 0 ? bits : max(1, ProcessInfo.processInfo.activeProcessorCount)
  }
}

extension AvailableCores: CustomStringConvertible {
  /// For example "64 cores, of which a quota allows the time of 1.5".
  package var description: String {
    let cores = count == 1 ? "1 core" : "\(count) cores"
    guard let quota else { return cores }
    let text = quota == quota.rounded() ? "\(Int(quota))" : "\((quota * 100).rounded() / 100)"
    return "\(cores), of which a quota allows the time of \(text)"
  }
}
