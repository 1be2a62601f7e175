public import Devices
import Execution
public import Graphs
public import Training

/// Evaluates a trained run on the test split.
public struct EvaluationRun: Sendable {
  /// The run's folder.
  public var run: String
  /// The data's folder, or file of one's own; nil for the run's own.
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
  /// - Throws: `RunError` of kind `notFound` where the run or the checkpoint is not there, `usage` where
  ///   there are no test samples; `DatasetError`, `ComputeError`.
  public func run(_ report: (RunEvent) -> Void) throws -> EvaluationResult {
    let trained = try TrainedRun(run, cache)
    let test = try trained.loadTest(from: data, report)
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let metrics = try SplitMetrics(
      loaded.predictor,
      of: trained.settings.feedback?.relabelled(test.samples) ?? test.samples,
      rows: Array(0..<test.samples.count), split: "test",
      includesReconstruction: true)
    let isUnlabelled = metrics.samples == 0 && !loaded.predictor.model.heads.isEmpty
    return EvaluationResult(
      run: run, data: test.title, checkpoint: checkpoint.rawValue, step: loaded.state.step,
      device: loaded.device.executor.deviceName,
      remark: isUnlabelled
        ? "no accuracy and no log-loss: none of the \(test.samples.count) test samples has a label"
        : nil, metrics: metrics)
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
  /// Why metrics of the classes are missing: no test sample has a label.
  public let remark: String?
  public let metrics: SplitMetrics

  private enum CodingKeys: String, CodingKey {
    case run, data, checkpoint, step, device, remark
  }

  public func encode(to encoder: any Encoder) throws {
    try metrics.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(run, forKey: .run)
    try container.encode(data, forKey: .data)
    try container.encode(checkpoint, forKey: .checkpoint)
    try container.encode(step, forKey: .step)
    try container.encode(device, forKey: .device)
    try container.encodeIfPresent(remark, forKey: .remark)
  }
}
