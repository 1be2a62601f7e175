import Datasets
import Files
import Training

/// `fault.json`: a step whose loss was not finite. The checkpoint before it is in the folder `fault`.
struct FaultRecord: Codable {
  private static let formatVersion = 1

  /// The version of the file's format.
  let format: Int
  /// The step's number, from 1.
  let step: Int
  /// The seed of dropout, noise and the order of rows.
  let seed: UInt64
  /// The training rows of the batch, labelled ones first.
  let rows: [Int]
  /// How many of them count as labelled.
  let labelledCount: Int
  /// The first tensor that was not finite.
  let tensor: String
  /// The losses by name.
  let losses: [String: Float]
  /// What goes on with a smaller learning rate.
  let lowerRate: LowerRateRun?

  init(_ error: TrainingError, _ batch: BatchSampler.Batch, seed: UInt64, _ run: LowerRateRun?) {
    format = Self.formatVersion
    switch error {
    case .notFinite(let step, let losses, let tensor):
      self.step = step
      self.tensor = tensor
      self.losses = Dictionary(zip(losses.names.map(\.rawValue), losses.values)) { one, _ in one }
    }
    self.seed = seed
    rows = batch.rows
    labelledCount = batch.labelled.count { $0 }
    lowerRate = run
  }

  /// Reads the record of a run.
  ///
  /// - Throws: `RunError` of kind `notFound` where the run has none, `badData` for a newer format.
  init(of directory: RunDirectory) throws(RunError) {
    let path = directory.path + "/" + RunDirectory.Document.fault.rawValue
    guard let record = try directory.read(.fault, as: FaultRecord.self) else {
      throw .file(.notFound(path: path))
    }
    guard record.format == Self.formatVersion else {
      throw .file(
        .badData(
          path: path, found: "format \(record.format)", expected: "format \(Self.formatVersion)",
          advice: "use the version of the program that wrote it"))
    }
    self = record
  }

  private enum CodingKeys: String, CodingKey {
    case format, step, seed, rows, tensor, losses
    case labelledCount = "labelled_count"
    case lowerRate = "lower_rate"
  }
}
