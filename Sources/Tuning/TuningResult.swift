import Devices
public import Graphs
import Runs

/// What a tuning measured; its JSON keys are those of the command.
public struct TuningResult: Sendable, Codable {
  /// How an operation was dealt with.
  public enum Status: String, Sendable, Codable {
    /// Every candidate was tried.
    case searched
    /// The time was over before every candidate was tried.
    case partly
    /// It was searched before and is kept as it was.
    case known
    /// The time was over before.
    case notReached = "not_reached"
    /// The operation's own rule does not give the host's result: a fault of kernel or driver.
    case wrong
  }

  /// One operation of the step, at its shapes.
  public struct Operation: Sendable, Codable {
    /// Its key in the record.
    public let key: String
    /// How often the step has it.
    public let count: Int
    public let status: Status
    /// Milliseconds of one execution with the choices before.
    public let beforeMilliseconds: Double?
    /// Milliseconds of one execution with the choices that are kept.
    public let afterMilliseconds: Double?
    /// The choices that hold now, measured or shipped; empty for the operation's own rule.
    public let choice: [String: Int]
    /// Candidates that were tried, and those of them that were refused.
    public let candidates: Int
    public let refused: Int
    /// Rows of the batch that the host computed to check candidates; the others repeat them.
    public let checkedRows: Int?
    /// Rows of the batch.
    public let batchRows: Int?
  }

  public let model: String
  public let family: String
  public let batchSize: Int
  public let device: String
  public let precision: DeviceTraits.Precision
  public let deviceClass: String
  /// The record's file.
  public let record: String?
  public let seconds: Double
  /// Those that take most of the step first.
  public let operations: [Operation]
  /// Milliseconds of all these operations in one step, as far as they were measured.
  public let beforeMilliseconds: Double
  public let afterMilliseconds: Double

  init(
    _ run: TuningRun, device: String, _ tuning: DeviceTuning, _ rows: [Operation],
    seconds: Double
  ) {
    model = run.model.rawValue
    family = run.family.rawValue
    batchSize = run.batchSize
    self.device = device
    precision = run.precision
    deviceClass = tuning.deviceClass
    record = tuning.path
    self.seconds = seconds
    func total(_ time: (Operation) -> Double?) -> Double {
      rows.reduce(0) { $0 + Double($1.count) * (time($1) ?? 0) }
    }
    operations = rows.sorted { ($1.cost, $0.key) < ($0.cost, $1.key) }
    beforeMilliseconds = total(\.beforeMilliseconds)
    afterMilliseconds = total(\.afterMilliseconds)
  }
}

extension TuningResult.Operation {
  fileprivate var cost: Double { Double(count) * (beforeMilliseconds ?? 0) }

  /// An operation that was searched before.
  init(
    _ key: String, _ count: Int, known: TuningFile.Measurement, choice: [String: Int]
  ) {
    self.init(
      key: key, count: count, status: .known, beforeMilliseconds: known.before,
      afterMilliseconds: known.after, choice: choice,
      candidates: known.candidates, refused: known.refused, checkedRows: nil, batchRows: nil)
  }

  /// An operation that the time did not suffice for.
  init(_ key: String, _ count: Int, milliseconds: Double?, choice: [String: Int]) {
    self.init(
      key: key, count: count, status: .notReached, beforeMilliseconds: milliseconds,
      afterMilliseconds: milliseconds, choice: choice, candidates: 0, refused: 0, checkedRows: nil,
      batchRows: nil)
  }

  /// An operation that was searched; without an outcome its own rule is wrong.
  init(
    _ key: String, _ count: Int, outcome: OperationSearch.Outcome?, choice: [String: Int]
  ) {
    self.init(
      key: key, count: count,
      status: outcome.map { $0.isComplete ? .searched : .partly } ?? .wrong,
      beforeMilliseconds: outcome.map { 1e3 * $0.before },
      afterMilliseconds: outcome.map { 1e3 * $0.after }, choice: choice,
      candidates: outcome?.tried.count ?? 0, refused: outcome?.refused ?? 0,
      checkedRows: outcome?.slice, batchRows: outcome?.batch)
  }
}
