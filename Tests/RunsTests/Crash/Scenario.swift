import Foundation
import Testing
import Training

/// What is in a run's folder before the life that is disturbed.
enum Scenario: CaseIterable, Sendable {
  /// Nothing.
  case new
  /// A run that was killed in the middle.
  case resumed
  /// A finished run of another seed.
  case overwritten

  var opening: RunDirectory.Opening {
    switch self {
    case .new: .new
    case .resumed: .resume
    case .overwritten: .overwrite
    }
  }

  /// The files before, below the folder that holds the run `run`.
  func before(_ run: SmallRun, in folder: String) throws -> FileTree {
    guard self != .new else { return FileTree() }
    let root = "\(folder)/before-\(self)"
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    guard self == .resumed else {
      try run.train("\(root)/run", .new, seed: 2)
      return try FileTree(of: root)
    }
    let calls = RecordedCalls()
    try run.train("\(root)/run", .new, by: calls)
    var disk = SimulatedDisk(FileTree(), at: root)
    for record in calls.records.prefix(calls.records.count / 2) { disk.apply(record) }
    return disk.tree(after: .nothing)
  }

  /// Whether tests take every call: where `CONTINUUM_TEST_CRASHES` is `all`.
  static var isWhole: Bool {
    ProcessInfo.processInfo.environment["CONTINUUM_TEST_CRASHES"] == "all"
  }

  /// Which of `count` calls a test takes: some of them, evenly spread, or all.
  static func sample(_ count: Int, most: Int, from first: Int = 0) -> [Int] {
    let step = isWhole ? 1 : max(1, count / most)
    return Array(stride(from: isWhole ? 0 : first % step, to: count, by: step))
  }
}
