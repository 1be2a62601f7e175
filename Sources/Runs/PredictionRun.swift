import ArrayFiles
import Execution
import Graphs
import Layers
import Models
public import Training

/// Applies a trained model to an array of images and writes what it says of them.
public struct PredictionRun: Sendable {
  /// Where the weights come from.
  public enum Source: Sendable {
    case run(String, CheckpointStore.Link)
    /// A weights file for the model that the settings describe.
    case weights(String, Settings)
  }

  public var source: Source
  /// A `.npy`, `.npz` or safetensors file with one array.
  public var input: String
  /// The safetensors file to write.
  public var output: String
  /// The device; nil takes the run's.
  public var device: String?

  public init(_ source: Source, input: String, output: String) {
    self.source = source
    self.input = input
    self.output = output
  }

  /// Reads the images, predicts and writes `mean`, `log_variance`, `probabilities` and
  /// `reconstruction`, as far as the family has them.
  ///
  /// - Throws: `RunError`, `ArrayFileError` or `ComputeError`.
  public func run(_ report: (RunEvent) -> Void) throws -> PredictionResult {
    let (directory, settings): (RunDirectory?, Settings) =
      switch source {
      case .run(let path, _):
        try {
          let directory = try RunDirectory(reading: path)
          return (directory, try directory.configuration(as: Settings.self))
        }()
      case .weights(_, let settings): (nil, settings)
      }
    let model = settings.makeModel()
    let samples = try Samples(of: input, shape: model.inputShape)
    let opened = try OpenedDevice(device ?? settings.device)
    report(.message("device: \(opened.choice.reason)"))
    defer { opened.close(report) }
    let predictor = Predictor(model, on: opened.executor)
    try predictor.prepare()
    switch source {
    case .run(_, let link):
      try directory?.checkpoints.loadWeights(
        link, into: opened.executor, variables: predictor.variables)
    case .weights(let path, let settings):
      try WeightFile.load(
        path, into: opened.executor, variables: predictor.variables, seed: settings.seed)
    }
    let probabilities = model.heads.map { $0.output("probabilities") }
    let outputs = try predictor.predict(
      count: samples.count,
      outputs: Set(["mean", "log_variance", "reconstruction"] + probabilities)
    ) { samples.values[$0.lowerBound * samples.size..<$0.upperBound * samples.size].map { $0 } }
    let arrays = outputs.map { name, value in
      NamedArray(name, shape: value.shape.dimensions, value.values)
    }
    try SafetensorsFile.write(arrays, to: output)
    return PredictionResult(
      input: input, output: output, samples: samples.count, device: opened.executor.deviceName,
      tensors: Dictionary(arrays.map { ($0.name, $0.shape) }) { first, _ in first })
  }
}

/// What a prediction has written.
public struct PredictionResult: Sendable, Codable {
  public let input: String
  public let output: String
  public let samples: Int
  public let device: String
  /// The shape of each tensor in the output file.
  public let tensors: [String: [Int]]
}

/// The samples of an input file as a model reads them.
private struct Samples {
  let count: Int
  /// Values of one sample.
  let size: Int
  let values: [Float]

  /// Reads an array [count] + `shape`, also with the last dimension left out where it is 1, or with
  /// all of them folded into one.
  init(of path: String, shape: Shape) throws {
    let arrays = try ArrayFile.read(path)
    func bad(_ found: String, _ expected: String, _ advice: String) -> RunError {
      .file(.badData(path: path, found: found, expected: expected, advice: advice))
    }
    guard arrays.count == 1, let array = arrays.first else {
      let names = arrays.map(\.name).joined(separator: ", ")
      throw bad("\(arrays.count) arrays (\(names))", "one array", "save the images alone")
    }
    let sample = shape.dimensions
    var accepted = [sample, [shape.count]]
    if sample.last == 1 { accepted.append(Array(sample.dropLast())) }
    guard !array.shape.isEmpty, accepted.contains(Array(array.shape.dropFirst())) else {
      let shapes = accepted.map { "[N, \($0.map { "\($0)" }.joined(separator: ", "))]" }
      throw bad(
        "shape \(array.shape)", shapes.joined(separator: " or "), "reshape the array")
    }
    switch array.values {
    case .uint8(let bytes): values = bytes.map { Float($0) / 255 }
    case .float32(let numbers): values = numbers
    case .float64, .int32, .int64:
      throw bad("another element type", "uint8 or float32", "convert the array")
    }
    count = array.shape[0]
    size = shape.count
  }
}
