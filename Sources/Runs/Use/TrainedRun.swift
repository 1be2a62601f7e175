import Datasets
import Devices
import Execution
import Files
import Graphs
import Layers
import Training

/// A finished or interrupted run, opened for use: its settings, its data, and its model on a device.
struct TrainedRun {
  let directory: RunDirectory
  let settings: Settings
  /// What the model knows of the data.
  let description: DataDescription
  private let cache: CacheDirectory

  /// The model with the weights of a checkpoint.
  struct Loaded {
    let device: OpenedDevice
    let predictor: Predictor
    /// The state that the checkpoint was saved in.
    let state: Checkpoint.State
  }

  /// - Throws: `RunError` of kind `notFound` where there is no run, `badData`.
  init(_ path: String, _ cache: CacheDirectory) throws(RunError) {
    self.cache = cache
    directory = try RunDirectory(reading: path)
    settings = try directory.settings()
    description = try Self.description(of: directory, settings)
  }

  /// The model of the run.
  ///
  /// - Throws: `RunError` where settings and data do not fit.
  func makeModel() throws(RunError) -> any GenerativeModel {
    try settings.makeModel(for: description)
  }

  private static func description(
    of directory: RunDirectory, _ settings: Settings
  ) throws(RunError) -> DataDescription {
    guard settings.dataset == .own else { return settings.knownDescription }
    let path = directory.path + "/" + RunDirectory.Document.data.rawValue
    guard let saved = try directory.read(.data, as: DataDescription.self) else {
      throw .file(.notFound(path: path))
    }
    if let fault = saved.fault {
      throw .file(
        .badData(
          path: path, found: fault, expected: "what the run saved of its data",
          advice: "put the file back as the run wrote it"))
    }
    return saved
  }

  /// The data set as the model reads it: values are standardised and classes numbered as they were in
  /// training.
  ///
  /// - Parameters:
  ///   - folder: its folder; nil takes the one that the run was trained on.
  ///   - ignoringLabels: whether labels of one's own data do not count, so that they may be of classes
  ///     that the run does not know.
  ///   - report: told what is unusual about the values of other data.
  /// - Throws: `DatasetError`, or `RunError` where the run's statistics are missing or do not fit, and
  ///   for values far outside what the run was trained on.
  func loadData(
    from folder: String?, ignoringLabels: Bool = false, _ report: (RunEvent) -> Void = { _ in }
  ) throws -> any SampleDataset {
    // A model without classes knows the one that was left out, if any.
    let hasLabels = settings.family != .eu && settings.feedback?.classes != .alone
    let isUnsupervised = !hasLabels && settings.anomalousClass == nil
    let description = ignoringLabels || isUnsupervised ? description.withoutHeads : description
    let known = settings.dataset == .own ? description : nil
    let dataset = try settings.loadData(cache, from: folder, like: known)
    if let sequences = dataset as? SequenceDataset {
      return sequences.standardized(with: try statistics())
    }
    if let folder, let known, let own = dataset as? ArrayDataset {
      let warning = try InputSamples.check(own.test, known, path: folder) { "test row \($0)" }
      if let warning { report(.message("warning: \(warning)")) }
    }
    return dataset
  }

  /// The rows that the run is trained on, drawn as in training, without those that feedback adds.
  ///
  /// - Throws: `DatasetError`, `RunError`.
  func loadRows(from folder: String?) throws -> RunData {
    var settings = settings
    settings.feedback = nil
    return try RunData(settings, settings.loadData(cache, from: folder))
  }

  /// The test samples of the data set, as `loadData(from:_:)` loads it, and its title.
  ///
  /// - Throws: as that, and `RunError.usage` where there are none.
  func loadTest(
    from folder: String?, _ report: (RunEvent) -> Void
  ) throws -> (title: String, samples: any LabelledSamples) {
    let dataset = try loadData(from: folder, report)
    guard dataset.test.count > 0 else {
      throw RunError.usage(
        setting: folder ?? settings.data, found: "data without a test part",
        expected: "test samples",
        advice:
          "name data that have some with --data; train with a --test-share above 0 to hold some "
          + "out")
    }
    return (dataset.title, dataset.test)
  }

  /// Refuses a run whose samples are no images.
  ///
  /// - Throws: `RunError.usage`.
  func requireImages() throws(RunError) {
    guard description.kind == .image else {
      throw .usage(
        setting: directory.path,
        found:
          "a run of \(settings.dataset == .own ? "data" : "\(settings.dataset)"), whose samples are no images",
        expected: "one of images", advice: "predict writes what the model says of sequences")
    }
  }

  /// The data set of a run of images, which have the shape of those that it was trained on.
  ///
  /// - Throws: as `requireImages()`; `DatasetError`; `RunError` of kind `badData` for another shape.
  func loadImages(from folder: String?) throws -> any SampleDataset {
    try requireImages()
    let dataset = try loadData(from: folder, ignoringLabels: true)
    let shape = dataset.test.sampleShape
    guard shape == description.sampleShape else {
      throw RunError.file(
        .badData(
          path: folder ?? settings.data, found: "images of shape \(shape)",
          expected: "\(description.sampleShape), as the run was trained on",
          advice: "name data of that shape"))
    }
    return dataset
  }

  /// The statistics that sequences were standardised with in training.
  ///
  /// - Throws: `RunError` of kind `notFound` or `badData`, `DatasetError`.
  func statistics() throws -> SequenceStatistics {
    let path = directory.path + "/" + RunDirectory.Document.statistics.rawValue
    guard let statistics = try directory.read(.statistics, as: SequenceStatistics.self) else {
      throw RunError.file(.notFound(path: path))
    }
    try statistics.check(
      channelNames: UCIHAR.channelNames(settings.channels, settings.acceleration), path: path)
    return statistics
  }

  /// Opens the device and loads the weights of a checkpoint; device and precision are the run's own
  /// where they are nil.
  ///
  /// - Throws: `RunError` of kind `notFound` where there is no such checkpoint; `ComputeError`.
  func load(
    _ checkpoint: CheckpointStore.Link, on request: String?, precision: DeviceTraits.Precision?,
    _ report: (RunEvent) -> Void
  ) throws -> Loaded {
    let device = try OpenedDevice(
      request ?? settings.device, precision: precision ?? settings.precision,
      keepsCoresAwake: settings.keepCoresAwake, cache: cache,
      warn: { report(.warning($0)) })
    report(.message("device: \(device.summary)"))
    let predictor = Predictor(try makeModel(), on: device.executor)
    try predictor.prepare()
    if let remark = try directory.checkpoints.remark() { report(.message(remark)) }
    let state = try directory.checkpoints.loadWeights(
      checkpoint, into: device.executor, variables: predictor.variables)
    return Loaded(device: device, predictor: predictor, state: state)
  }
}
