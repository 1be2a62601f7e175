import Datasets
public import Devices
import Execution
import Files
import Foundation
public import Graphs
import Layers
public import Training

/// Applies a trained model to an array of samples and writes its outputs.
public struct PredictionRun: Sendable {
  /// Where the weights come from.
  public enum Source: Sendable {
    case run(String, CheckpointStore.Link)
    /// A weights file for the model that the settings describe.
    case weights(String, Settings)
  }

  public var source: Source
  /// A `.npy`, `.npz` or safetensors file with one array; for a run on one's own data also a `.csv` or a
  /// folder of pictures.
  public var input: String
  /// The file to write; its ending, `.safetensors`, `.npz` or, for classes only, `.csv`, decides its
  /// format.
  public var output: String
  /// The device; nil for the run's own.
  public var device: String?
  /// What heavy operations multiply in; nil for the run's own.
  public var precision: DeviceTraits.Precision?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none

  public init(_ source: Source, input: String, output: String) {
    self.source = source
    self.input = input
    self.output = output
  }

  /// Reads the samples, predicts and writes `mean`, `log_variance`, `probabilities`, `reconstruction`
  /// and, of sequences, `standard_deviation`, as far as the family has them; to a `.csv`, the names and
  /// probabilities of the classes.
  ///
  /// Sequences and tables are standardised with the run's statistics; what is written is in
  /// standardised units.
  ///
  /// - Throws: `RunError`, of kind `usage` for an output with another ending or one that is read, and for a `.csv` of a model
  ///   without classes; `DatasetError`, `FileError` or `ComputeError`.
  public func run(_ report: (RunEvent) -> Void) throws -> PredictionResult {
    let format = try OutputFormat(of: output, among: OutputFormat.predictions)
    try checkOutput()
    switch source {
    case .run(let path, let link):
      let trained = try TrainedRun(path, cache)
      let classes = try classes(
        of: trained.makeModel(), trained.settings.modelDescription(of: trained.description), format)
      let samples = try InputSamples(of: input, for: trained)
      samples.warn(report)
      let loaded = try trained.load(link, on: device, precision: precision, report)
      defer { loaded.device.close(report) }
      return try write(samples, classes, as: format, by: loaded.predictor, on: loaded.device)
    case .weights(let path, let settings):
      let model = try settings.makeModel()
      let classes = try classes(of: model, settings.knownDescription, format)
      let samples = try InputSamples(of: input, shape: model.inputShape)
      samples.warn(report)
      let opened = try OpenedDevice(
        device ?? settings.device, precision: precision ?? settings.precision,
        keepsCoresAwake: settings.keepCoresAwake, cache: cache,
        warn: { report(.warning($0)) })
      report(.message("device: \(opened.summary)"))
      defer { opened.close(report) }
      let predictor = Predictor(model, on: opened.executor)
      try predictor.prepare()
      try WeightFile.load(
        path, into: opened.executor, variables: predictor.variables, seed: settings.seed)
      return try write(samples, classes, as: format, by: predictor, on: opened)
    }
  }

  /// Refuses to write over what is read.
  private func checkOutput() throws(RunError) {
    var sources = [input]
    if case .weights(let path, _) = source { sources.append(path) }
    let place = URL(fileURLWithPath: output).resolvingSymlinksInPath()
    guard !sources.contains(where: { URL(fileURLWithPath: $0).resolvingSymlinksInPath() == place })
    else {
      throw .usage(
        setting: "output", found: "'\(output)', which is read", expected: "another file",
        advice: "the predictions would take its place")
    }
  }

  /// The model's heads with the names of their classes, by the name of their probabilities.
  private func classes(
    of model: any GenerativeModel, _ description: DataDescription, _ format: OutputFormat
  ) throws(RunError) -> [String: DataDescription.Head] {
    guard format != .csv || !model.heads.isEmpty else {
      throw .usage(
        setting: "output", found: "'\(output)' for a model without classes",
        expected: "a name that ends in .safetensors or .npz", advice: "a .csv holds classes only")
    }
    var heads: [String: DataDescription.Head] = [:]
    for head in model.heads {
      heads[head.output("probabilities")] = description.heads.first { $0.name == head.name }
    }
    return heads
  }

  private func write(
    _ samples: InputSamples, _ classes: [String: DataDescription.Head], as format: OutputFormat,
    by predictor: Predictor, on device: OpenedDevice
  ) throws -> PredictionResult {
    var wanted = Set(predictor.model.heads.map { $0.output("probabilities") })
    if format != .csv {
      wanted.formUnion([
        "mean", "log_variance", Observation.Name.reconstruction,
        Observation.Name.standardDeviation,
      ])
    }
    let outputs = try predictor.predict(count: samples.count, outputs: wanted) {
      try samples.values(of: $0)
    }
    var arrays: [NamedArray] = []
    if format == .csv {
      try PredictionTable(
        outputs, heads: classes, count: samples.count, pictures: samples.pictures
      ).write(to: output)
    } else {
      arrays = outputs.map { name, value in
        NamedArray(name, shape: value.shape.dimensions, value.values)
      }
      try format.write(arrays, to: output)
    }
    return PredictionResult(
      input: input, output: output, samples: samples.count, device: device.executor.deviceName,
      tensors: Dictionary(arrays.map { ($0.name, $0.shape) }) { first, _ in first },
      classes: classes.mapValues(\.classes), pictures: samples.pictures)
  }
}

/// The file that a prediction wrote.
public struct PredictionResult: Sendable, Codable {
  public let input: String
  public let output: String
  public let samples: Int
  public let device: String
  /// The shape of each tensor in the output file; none of a table.
  public let tensors: [String: [Int]]
  /// The names of the classes along the last axis of each tensor of probabilities.
  public let classes: [String: [String]]
  /// Where the picture of each sample is below the input folder; nil for other inputs.
  public let pictures: [String]?
}
