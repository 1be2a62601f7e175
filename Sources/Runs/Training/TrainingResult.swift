public import Evaluation

/// `results.json`: the results of a run.
public struct TrainingResult: Sendable, Codable {
  /// The run's folder.
  public let run: String
  public let dataset: String
  /// What the data are: `Small-NORB`, or `rendered stand-in`, which is not Small-NORB.
  public let data: String
  public let model: String
  public let family: String
  public let device: String
  /// Labelled training rows.
  public let labelled: Int
  /// Other training rows.
  public let unlabelled: Int
  public let steps: Int
  public let epochs: Int
  /// Seconds that training and its evaluations took in this process.
  public let seconds: Double
  /// Means of the loss terms over the last epoch, by name.
  public let losses: [String: Double]
  /// Test accuracy; nil for a family without labels.
  public let accuracy: Double?
  /// Test log-loss in nats; nil for a family without labels.
  public let logLoss: Double?
  public let test: SplitMetrics
  public let validation: SplitMetrics?
  /// The betaVAE score in percent, over five seeds of its own draws; nil but on Small-NORB.
  public internal(set) var betaVAE: SampleSummary?

  init(_ run: TrainingRun, _ summary: EpochSummary, test: SplitMetrics, seconds: Double) {
    self.run = run.directory.path
    dataset = "\(run.settings.dataset)"
    data = run.data.dataset.title
    model = run.settings.model.name
    family = run.settings.family.rawValue
    device = run.device.executor.deviceName
    labelled = run.data.split.indices.count
    unlabelled = run.data.unlabelled.count
    steps = summary.step
    epochs = run.settings.epochs
    self.seconds = seconds
    losses = Dictionary(summary.losses.map { ($0.name, $0.value) }) { first, _ in first }
    accuracy = test.accuracy
    logLoss = test.logLoss
    self.test = test
    validation = summary.validation
  }

  private enum CodingKeys: String, CodingKey {
    case run, dataset, data, model, family, device, labelled, unlabelled, steps, epochs, seconds,
      losses
    case accuracy, test, validation
    case logLoss = "log_loss"
    case betaVAE = "beta_vae"
  }
}
