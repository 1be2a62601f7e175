public import Devices
import Execution
public import Graphs
public import Training

/// Evaluates a trained run on the test split.
public struct EvaluationRun: Sendable {
  /// The run's folder.
  public var run: String
  /// The folder with the data; nil for the run's own.
  public var data: String?
  public var checkpoint = CheckpointStore.Link.last
  /// The device; nil for the run's own.
  public var device: String?
  /// What heavy operations multiply in; nil for the run's own.
  public var precision: DeviceTraits.Precision?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none

  public init(_ run: String) {
    self.run = run
  }

  /// Loads the weights and the data, and evaluates.
  ///
  /// - Throws: `RunError` of kind `notFound` where the run or the checkpoint is not there,
  ///   `DatasetError`, `ComputeError`.
  public func run(_ report: (RunEvent) -> Void) throws -> EvaluationResult {
    let trained = try TrainedRun(run, cache)
    let dataset = try trained.loadData(from: data)
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let metrics = try SplitMetrics(
      loaded.predictor, of: dataset.test, rows: Array(0..<dataset.test.count), split: "test",
      includesReconstruction: true)
    return EvaluationResult(
      run: run, data: dataset.title, checkpoint: checkpoint.rawValue, step: loaded.state.step,
      device: loaded.device.executor.deviceName, metrics: metrics)
  }
}

/// The result of an evaluation; the metrics are encoded at the top level.
public struct EvaluationResult: Sendable, Encodable {
  public let run: String
  /// What the data are: `Small-NORB`, or `rendered stand-in`, which is not Small-NORB.
  public let data: String
  /// `last` or `best`.
  public let checkpoint: String
  /// The steps that the checkpoint was trained for.
  public let step: Int
  public let device: String
  public let metrics: SplitMetrics

  private enum CodingKeys: String, CodingKey {
    case run, data, checkpoint, step, device
  }

  public func encode(to encoder: any Encoder) throws {
    try metrics.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(run, forKey: .run)
    try container.encode(data, forKey: .data)
    try container.encode(checkpoint, forKey: .checkpoint)
    try container.encode(step, forKey: .step)
    try container.encode(device, forKey: .device)
  }
}
