import Compute
import Datasets
public import Devices
public import Execution
public import Graphs
import Layers
public import Models
public import Runs
import Training

/// Times training steps, or inference, on synthetic data of the data set's shape.
public struct Benchmark: Sendable {
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

  /// Runs the benchmark.
  ///
  /// A training step is what the trainer does: the next batch is put together while the device
  /// computes, and the losses are read back. Inference is what the predictor does: the same with its
  /// outputs. The time of a step is that between the ends of two. The arithmetic that `gflops` divides
  /// by is the plan's own count, a multiply-add counted as two.
  ///
  /// - Parameter report: gets the device and the progress of compilation.
  public func run(_ report: (RunEvent) -> Void) throws -> BenchmarkResult {
    guard batchSize >= 2 else {
      throw RunError.usage(
        setting: "batch-size", found: "\(batchSize)", expected: "at least 2",
        advice: "half of a batch is labelled")
    }
    guard steps >= 1 else {
      throw RunError.usage(
        setting: "steps", found: "\(steps)", expected: "at least 1", advice: "time some steps")
    }
    guard vectorWidth.map([4, 8, 16].contains) ?? true else {
      throw RunError.usage(
        setting: "vector-width", found: "\(vectorWidth ?? 0)", expected: "4, 8 or 16",
        advice: "leave it out for the device's own")
    }
    guard (1...2).contains(maxInFlight) else {
      throw RunError.usage(
        setting: "max-in-flight", found: "\(maxInFlight)", expected: "1 or 2",
        advice: "leave it out for 2")
    }
    let opened = try OpenedDevice(
      device, precision: precision, profiling: profile, vectorWidth: vectorWidth,
      submission: submission, cache: cache)
    report(.message("device: \(opened.summary)"))
    defer { opened.close(report) }
    let rates: DeviceRates? =
      if case .openCL(let device, _) = opened.choice {
        try DeviceRates.measured(device, vectorWidth: vectorWidth, cache)
      } else {
        nil
      }
    let measured =
      work == .training ? try timeSteps(opened, report) : try timePredictions(opened, report)
    return BenchmarkResult(
      benchmark: self, device: opened.executor.deviceName, tuning: opened.executor.tuning,
      rates: rates, measured: measured)
  }

  struct Measured {
    let plan: Plan
    let submission: Submission
    /// Of each step.
    let seconds: [Double]
    /// Spent on submitting all of them.
    let hostSeconds: Double
    let launches: [LaunchTime]
  }

  /// The settings of a run of the model, of which only the data are synthetic.
  private var settings: Settings {
    var settings = Settings(model.dataset, data: "", model: model, family: family)
    settings.width = width
    settings.batchSize = batchSize
    settings.precision = precision
    return settings
  }

  private func timeSteps(
    _ opened: OpenedDevice, _ report: (RunEvent) -> Void
  ) throws -> Measured {
    let trainer = try Trainer(
      settings.makeTrainingPlan(), on: opened.executor, seed: seed, maxInFlight: maxInFlight
    ) {
      report(.compiling(done: $0, total: $1))
    }
    var steps = StepSequence(trainer, try syntheticBatches(), until: .max)
    return try time(opened.executor, trainer.devicePlan, trainer.submission) { last in
      _ = try steps.finishNext(before: last)
    }
  }

  private func timePredictions(
    _ opened: OpenedDevice, _ report: (RunEvent) -> Void
  ) throws -> Measured {
    let model = settings.makeModel()
    var context = Layers.Context(.inference)
    let shape = Shape([batchSize] + model.inputShape.dimensions)
    let x = Tensor.input("x", TensorSpec(shape))
    let graph = Graph(
      outputs: work == .encoding
        ? model.encodings(x, &context) : model.predictions(x, &context))
    let executor = opened.executor
    let loaded = try executor.load(
      Plan(
        graph.fused(for: executor.traits), for: executor.traits, tuning: executor.tuning)
    ) {
      report(.compiling(done: $0, total: $1))
    }
    try executor.initialize(loaded.plan.variables, seed: seed)
    var batches = try syntheticBatches()
    var runs = RunSequence(
      loaded, reading: loaded.plan.outputs.keys.sorted(), on: executor, runsAtATime: maxInFlight)
    var started = 0
    return try time(executor, loaded.plan, executor.submission(of: loaded)) { last in
      while runs.hasRoom, started < last {
        try runs.start(["x": HostTensor(batches.next().x, shape: shape)])
        started += 1
      }
      _ = try runs.finish()
    }
  }

  /// Warms up, then times every step.
  ///
  /// - Parameter finishNext: finishes a step; none behind the number that it is given is started before.
  private func time(
    _ executor: any Executor, _ plan: Plan, _ submission: Submission,
    _ finishNext: (_ last: Int) throws -> Void
  ) throws -> Measured {
    let warmUp = min(5, max(2, steps / 4))
    for _ in 0..<warmUp { try finishNext(warmUp) }
    if profile { _ = try executor.profile() }
    let clock = ContinuousClock()
    let before = executor.submissionTime
    let seconds = try (0..<steps).map { _ in
      try clock.measure { try finishNext(warmUp + steps) }.seconds
    }
    return Measured(
      plan: plan, submission: submission, seconds: seconds,
      hostSeconds: (executor.submissionTime - before).seconds,
      launches: try executor.profile())
  }

  /// Samples of random values, half of them labelled where the family uses labels.
  private func syntheticBatches() throws -> SampleBatches {
    let (count, model) = (max(1024, 2 * batchSize), settings.makeModel())
    var state = seed
    let size = count * model.inputShape.count
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { bytes, filled in
      for index in 0..<size {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[index] = UInt8(truncatingIfNeeded: state >> 56)
      }
      filled = size
    }
    let mode: BatchSampler.Mode =
      switch family {
      case .ss: .semiSupervised
      case .es: .supervised
      case .eu: .unsupervised
      }
    return SampleBatches(
      samples(bytes, count: count, of: model),
      sampler: try BatchSampler(
        rowCount: count, labelled: Array(0..<count / 2), unlabelled: Array(count / 2..<count),
        batchSize: batchSize, mode: mode, seed: seed))
  }

  /// Bytes as the images, or as values from −2 to 2 of the sequences, that a model reads.
  private func samples(
    _ bytes: [UInt8], count: Int, of model: SemiSupervisedVAE
  ) -> any LabelledSamples {
    let shape = model.inputShape
    let heads = model.heads.isEmpty ? [CategoricalHead(classes: 10)] : model.heads
    let labels = heads.map { head in (0..<count).map { UInt8($0 % head.classes) } }
    guard shape.rank == 3 else {
      return LabelledSequences(
        values: bytes.map { Float($0) / 64 - 2 }, steps: shape[0],
        channelNames: (1...shape[1]).map { "channel \($0)" }, labels: labels[0],
        classNames: (0..<heads[0].classes).map { "\($0)" }, subjects: Array(0..<count))
    }
    return LabelledImages(
      images: bytes, height: shape[0], width: shape[1], channels: shape[2],
      factors: zip(heads, labels).map { head, labels in
        LabelColumn(name: head.name, classCount: head.classes, values: labels)
      })
  }
}
