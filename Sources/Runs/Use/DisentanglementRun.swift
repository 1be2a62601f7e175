public import Devices
public import Evaluation
import Execution
public import Graphs
public import Training

/// Scores how well a run's latent dimensions separate the generating factors of Small-NORB
/// (section 4, Table 12).
public struct DisentanglementRun: Sendable {
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
  /// The seed of the scores' draws; nil for the run's own.
  public var seed: UInt64?

  public init(_ run: String) {
    self.run = run
  }

  /// Encodes every pair once and computes all scores.
  ///
  /// - Throws: `RunError` of kind `usage` for a run of another data set or of family es, `notFound`
  ///   where the run or the checkpoint is not there; `DatasetError`, `ComputeError`,
  ///   `EvaluationError`.
  public func run(_ report: (RunEvent) -> Void) throws -> DisentanglementResult {
    let trained = try TrainedRun(run, cache)
    let settings = trained.settings
    guard settings.dataset == .smallNORB, settings.family != .es else {
      throw RunError.usage(
        setting: run, found: "a run of \(settings.dataset), family \(settings.family)",
        expected: "one of small-norb, family ss or eu",
        advice: "only its images have several known factors, and es has no latent layer")
    }
    let dataset = try trained.loadData(from: data)
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let encodings = try Encodings(
      of: [dataset.train, dataset.test], by: loaded.predictor, report)
    let seed = seed ?? settings.seed
    return DisentanglementResult(
      run: run, data: dataset.title, checkpoint: checkpoint.rawValue, step: loaded.state.step,
      samples: encodings.count, seed: seed,
      scores: try DisentanglementScores(encodings, seed: seed))
  }
}

/// The scores of one run.
public struct DisentanglementResult: Sendable, Encodable {
  public let run: String
  /// `Small-NORB`, or `rendered stand-in`, which is not Small-NORB.
  public let data: String
  /// `last` or `best`.
  public let checkpoint: String
  /// The steps that the checkpoint was trained for.
  public let step: Int
  /// The pairs that were encoded.
  public let samples: Int
  public let seed: UInt64
  public let scores: DisentanglementScores
}
