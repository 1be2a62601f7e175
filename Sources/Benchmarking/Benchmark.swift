public import Devices
public import Execution
public import Graphs
public import Models
public import Runs
import Training

/// Times training steps, or inference, on synthetic data of the data set's shape.
public struct Benchmark: Sendable, Hashable {
  public var model = ModelName.dense
  public var family = SemiSupervisedVAE.Family.ss
  public var batchSize = 128
  /// Timed steps, after those that warm up.
  public var steps = 30
  /// What is timed.
  public enum Work: String, Sendable, Codable {
    case training
    /// Everything that `predict` gives, the decoder's part included.
    case inference
    /// Posterior and class probabilities only.
    case encoding
  }

  public var work = Work.training
  /// Whether every launch is timed too, which makes the step slower.
  public var profile = false
  /// Steps that may be on the device at a time.
  public var maxInFlight = 2
  /// Whether the launches of a step are recorded and submitted as one.
  public var submission = Submission.Mode.automatic
  /// Forces the floats of a vector in CPU kernels: 4, 8 or 16; nil for the device's own width.
  public var vectorWidth: Int?
  /// Multiplies the numbers of hidden units and channels.
  public var width = 1.0
  public var device = "auto"
  /// What heavy operations multiply in.
  public var precision = DeviceTraits.Precision.float32
  public var seed: UInt64 = 0
  /// Where compiled kernels and measured choices are kept.
  public var cache = CacheDirectory.none

  public init() {}

  /// Runs the benchmark in a session of its own.
  ///
  /// A training step is what the trainer does: the next batch is put together while the device
  /// computes, and the losses are read back. Inference is what the predictor does: the same with its
  /// outputs. The time of a step is that between the ends of two. The arithmetic that `gflops` divides
  /// by is the plan's own count, a multiply-add counted as two.
  ///
  /// - Parameter report: gets the device and the progress of compilation.
  public func run(_ report: (RunEvent) -> Void) throws -> BenchmarkResult {
    let session = BenchmarkSession()
    defer { session.close(report) }
    return try session.run(self, report)
  }

  /// Each has a time that is kept.
  private static let mostSteps = 1_000_000

  /// Refuses settings that cannot be.
  ///
  /// - Throws: `RunError` of kind `usage`.
  func check() throws(RunError) {
    guard (2...Settings.Keys.mostRows).contains(batchSize) else {
      throw .usage(
        setting: "batch-size", found: "\(batchSize)",
        expected: "at least 2 and at most \(Settings.Keys.mostRows)",
        advice: "half of a batch is labelled")
    }
    guard (1...Self.mostSteps).contains(steps) else {
      throw .usage(
        setting: "steps", found: "\(steps)", expected: "at least 1 and at most \(Self.mostSteps)",
        advice: "time some steps")
    }
    if let vectorWidth, ![4, 8, 16].contains(vectorWidth) {
      throw .usage(
        setting: "vector-width", found: "\(vectorWidth)", expected: "4, 8 or 16",
        advice: "leave it out for the device's own")
    }
    guard (1...2).contains(maxInFlight) else {
      throw .usage(
        setting: "max-in-flight", found: "\(maxInFlight)", expected: "1 or 2",
        advice: "leave it out for 2")
    }
  }

  /// The settings of a training run of the model, whose data are synthetic.
  var settings: Settings {
    var settings = Settings(model.dataset, data: "", model: model, family: family)
    settings.width = width
    settings.batchSize = batchSize
    settings.precision = precision
    return settings
  }
}
