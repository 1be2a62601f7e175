import Datasets
public import Devices
import Evaluation
public import Graphs
public import Training

/// Anomaly scores of samples by the reconstruction probability of a trained run.
public struct ScoreRun: Sendable {
  /// The run's folder.
  public var run: String
  /// A `.npy`, `.npz` or safetensors file with one array, for a run on one's own data also a `.csv` or a
  /// folder of pictures; nil scores the test samples.
  public var input: String?
  /// The data's folder, or file of one's own; nil for the run's own.
  public var data: String?
  public var checkpoint = CheckpointStore.Link.last
  /// The device; nil for the run's own.
  public var device: String?
  /// What heavy operations multiply in; nil for the run's own.
  public var precision: DeviceTraits.Precision?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none
  /// The seed of the draws; nil for the run's own.
  public var seed: UInt64?
  /// L, the codes that are drawn for each sample.
  public var draws = 16

  public init(_ run: String) {
    self.run = run
  }

  /// Scores the samples: −(1/L) Σ log p(x | z_l, π(x)), z_l from the posterior.
  ///
  /// - Throws: `RunError` of kind `usage` for a family without a decoder, `notFound` where the run or
  ///   the checkpoint is not there; `FileError`, `DatasetError`, `ComputeError`,
  ///   `EvaluationError` where a score is not a number.
  public func run(_ report: (RunEvent) -> Void) throws -> ScoreResult {
    let trained = try TrainedRun(run, cache)
    let settings = trained.settings
    try check(settings)
    let source = try Source(self, trained, report)
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let generator = try Generator(trained.makeModel(), on: loaded.device.executor)
    let seed = seed ?? settings.seed
    let scores = try AnomalyScores(
      count: source.count, draws: draws, seed: seed, by: loaded.predictor, generator,
      progress: { report(.progress("scores", done: $0, total: source.count)) },
      values: source.values)
    if let row = scores.means.firstIndex(where: { !$0.isFinite }) {
      throw EvaluationError.notANumber(row: row)
    }
    let curve = try Curve(
      of: scores.means, labels: source.labels, anomalous: settings.anomalousClass)
    var adjusted = try adjusted(scores.means, source, trained, loaded, generator, report)
    if let feedback = adjusted {
      adjusted?.areaUnderCurve =
        try Curve(
          of: feedback.scores, labels: source.labels, anomalous: settings.anomalousClass
        ).area
    }
    return ScoreResult(
      run: run, data: source.title, checkpoint: checkpoint.rawValue, step: loaded.state.step,
      device: loaded.device.executor.deviceName, seed: seed, draws: draws, samples: source.count,
      areaUnderCurve: curve.area, remark: curve.remark, pictures: source.pictures,
      scores: scores.means, standardErrors: scores.standardErrors, adjusted: adjusted)
  }

  private func check(_ settings: Settings) throws(RunError) {
    guard settings.family != .es else {
      throw .usage(
        setting: run, found: "a run of family es, which has no decoder", expected: "ss or eu",
        advice: "train one of these families for anomaly scores")
    }
    guard (1...Self.mostDraws).contains(draws) else {
      throw .usage(
        setting: "draws", found: "\(draws)", expected: "1 to \(Self.mostDraws)",
        advice: "leave it out for 16")
    }
  }

  private static let mostDraws = 10_000

  /// The scores after feedback; nil for a run that has learned from none.
  private func adjusted(
    _ scores: [Double], _ source: Source, _ trained: TrainedRun, _ loaded: TrainedRun.Loaded,
    _ generator: Generator, _ report: (RunEvent) -> Void
  ) throws -> AdjustedScores? {
    guard trained.settings.feedback != nil else { return nil }
    let adjustment = try FeedbackAdjustment(
      draws: draws, seed: seed ?? trained.settings.seed, by: loaded.predictor, generator, report
    ) {
      let data = try trained.loadRows(from: data)
      return (data.original.train, data.trainingRows)
    }
    return AdjustedScores(
      scores,
      try FeedbackProbabilities(
        count: source.count, by: loaded.predictor, values: source.values), adjustment)
  }

  /// The area under the curve, or why there is none although a class was left out.
  private struct Curve {
    private(set) var area: Double?
    private(set) var remark: String?

    init(
      of scores: [Double], labels: [Int32]?, anomalous: Int?
    ) throws(EvaluationError) {
      guard let labels, let anomalous else { return }
      do throws(EvaluationError) {
        area = try RankStatistics.areaUnderCurve(
          scores: scores, positive: labels.map { Int($0) == anomalous })
      } catch {
        // The scores themselves are right where all samples are of one kind.
        guard case .tooFewRows = error else { throw error }
        remark = "no area under the curve: \(error)"
      }
    }
  }

  /// The samples to score, with their classes if these are known.
  private struct Source {
    let title: String
    let count: Int
    let values: (Range<Int>) throws -> [Float]
    /// The class of each sample; nil where it is not known.
    let labels: [Int32]?
    /// The pictures of an input folder.
    let pictures: [String]?

    init(_ run: ScoreRun, _ trained: TrainedRun, _ report: (RunEvent) -> Void) throws {
      if let input = run.input {
        let samples = try InputSamples(of: input, for: trained)
        samples.warn(report)
        (title, count, labels, pictures) = (input, samples.count, nil, samples.pictures)
        values = { try samples.values(of: $0) }
      } else {
        let test = try trained.loadTest(from: run.data, report)
        let samples = test.samples
        (title, count, labels) = ("\(test.title), test", samples.count, samples.labels)
        pictures = nil
        values = { try samples.values(of: $0) }
      }
    }
  }
}

/// The anomaly scores of samples, the larger the less likely.
public struct ScoreResult: Sendable, Codable {
  public let run: String
  /// The input file, or what the data are called.
  public let data: String
  /// `last` or `best`.
  public let checkpoint: String
  /// The steps that the checkpoint was trained for.
  public let step: Int
  public let device: String
  public let seed: UInt64
  /// The codes that were drawn for each sample.
  public let draws: Int
  public let samples: Int
  /// How well the scores separate the class that was left out of training from the others; nil if the
  /// run left none out, or for an input file.
  public let areaUnderCurve: Double?
  /// Why it is missing although the run left a class out: the test samples are all of it, or none.
  public let remark: String?
  /// Where the picture of each sample is below the input folder; nil for other inputs.
  public let pictures: [String]?
  /// In nats.
  public let scores: [Double]
  /// Of each score over its draws.
  public let standardErrors: [Double]
  /// The scores after feedback, where the run has learned from it.
  public let adjusted: AdjustedScores?

  private enum CodingKeys: String, CodingKey {
    case run, data, checkpoint, step, device, seed, draws, samples, pictures, scores, remark,
      adjusted
    case areaUnderCurve = "auc"
    case standardErrors = "standard_errors"
  }
}
