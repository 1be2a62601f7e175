import Graphs

/// An operation of a training step with its shapes, which may occur several times.
struct TuningEntry {
  /// The operation's key in records.
  let key: String
  let operation: any Tunable
  let inputs: [TensorSpec]
  let implementation: String
  /// How often the step has it.
  var count = 0
  /// Seconds of one execution with the present choices.
  var present = 0.0

  /// Seconds of the step that the operation takes.
  var time: Double { Double(count) * present }

  /// The choices that a record has for it, unless it has changed since they were measured.
  func choices(in record: TuningRecord) -> [String: Int] {
    let isCurrent = record.implementations[key].map { $0 == implementation } ?? true
    return isCurrent ? record.entries[key] ?? [:] : [:]
  }
}
