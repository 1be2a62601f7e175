import Datasets
public import Devices
import Execution
import Files
public import Graphs
import Reporting
public import Training

/// Draws pictures from a trained run: reconstructions of test images, or samples.
public struct PictureRun: Sendable {
  /// The run's folder.
  public var run: String
  /// The PNG file to write, whose name ends in `.png`.
  public var output: String
  /// The folder with the data; nil for the run's own.
  public var data: String?
  public var checkpoint = CheckpointStore.Link.last
  /// The device; nil for the run's own.
  public var device: String?
  /// What heavy operations multiply in; nil for the run's own.
  public var precision: DeviceTraits.Precision?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none
  /// The seed of what is drawn; nil shows the first test images, and samples with the run's seed.
  public var seed: UInt64?
  /// The number of columns; nil for a picture of a handy size.
  public var count: Int?

  /// Rows of test images, each with its reconstructions below.
  static let rowPairs = 2

  private static let counts = 1...1000

  public init(_ run: String, output: String) {
    self.run = run
    self.output = output
  }

  /// Writes rows of test images with their reconstruction from z = mean below them.
  ///
  /// - Throws: `RunError` of kind `usage` for a family without a decoder, `notFound` where the run
  ///   or the checkpoint is not there; `DatasetError`, `ComputeError` or `FileError`.
  public func reconstruct(_ report: (RunEvent) -> Void) throws -> PictureResult {
    let trained = try open()
    let dataset = try loadTestImages(of: trained)
    let images: any LabelledSamples = dataset.test
    let tiles = PictureTiles(trained.description)
    let columns = count ?? tiles.defaultColumns
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let rows = PictureRows.choose(Self.rowPairs * columns, of: images.count, seed: seed)
    let picture = try tiles.reconstructions(
      of: images, rows: rows, by: loaded.predictor, columns: columns)
    return try write(picture, of: dataset.title, by: loaded, seed: seed)
  }

  /// Writes what the decoder makes of the code of one test image when a latent dimension at a time
  /// takes values from -3 to 3: a row for each of the ten dimensions with the largest KL divergence.
  ///
  /// The seed draws the image; nil takes the first.
  ///
  /// - Throws: as `reconstruct(_:)`.
  public func traverse(_ report: (RunEvent) -> Void) throws -> PictureResult {
    let trained = try open()
    let dataset = try loadTestImages(of: trained)
    let images: any LabelledSamples = dataset.test
    let tiles = PictureTiles(trained.description)
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let generator = try Generator(trained.makeModel(), on: loaded.device.executor)
    guard let row = PictureRows.choose(1, of: images.count, seed: seed).first else {
      preconditionFailure("\(dataset.title) has no test images")
    }
    let picture = try Traversal(of: images, row: row, by: loaded.predictor)
      .picture(from: generator, as: tiles, columns: count ?? tiles.defaultColumns)
    return try write(picture, of: dataset.title, by: loaded, seed: seed)
  }

  /// Writes what the decoder makes of z ~ N(0, I), a row for each class where it reads classes.
  ///
  /// - Throws: as `reconstruct(_:)`; no data are read.
  public func sample(_ report: (RunEvent) -> Void) throws -> PictureResult {
    let trained = try open()
    let environment = try trained.directory.read(.environment, as: EnvironmentRecord.self)
    let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
    defer { loaded.device.close(report) }
    let generator = try Generator(trained.makeModel(), on: loaded.device.executor)
    let seed = seed ?? trained.settings.seed
    let tiles = PictureTiles(trained.description)
    let picture = try tiles.samples(
      from: generator, columns: count ?? tiles.defaultColumns, seed: seed)
    return try write(
      picture, of: environment?.data ?? "\(trained.settings.dataset)", by: loaded, seed: seed)
  }

  /// The data set of a run, which must have test images.
  private func loadTestImages(of trained: TrainedRun) throws -> any SampleDataset {
    let dataset = try trained.loadImages(from: data)
    guard dataset.test.count > 0 else {
      throw RunError.usage(
        setting: run, found: "data without a test part", expected: "test images to show",
        advice: "name data that have some with --data; sample needs none")
    }
    return dataset
  }

  private func write(
    _ picture: Picture, of title: String, by loaded: TrainedRun.Loaded, seed: UInt64?
  ) throws -> PictureResult {
    try AtomicFile.write(picture.png(description: title), to: output)
    return PictureResult(
      self, picture, of: title, step: loaded.state.step,
      device: loaded.device.executor.deviceName, seed: seed)
  }

  /// Opens the run and checks that a picture can be made of it.
  private func open() throws(RunError) -> TrainedRun {
    _ = try OutputFormat(of: output, among: OutputFormat.pictures)
    if let count, !Self.counts.contains(count) {
      throw .usage(
        setting: "count", found: "\(count)",
        expected: "a number of columns from \(Self.counts.lowerBound) to \(Self.counts.upperBound)",
        advice: "leave it out for a handy picture")
    }
    let trained = try TrainedRun(run, cache)
    let settings = trained.settings
    guard settings.family != .es else {
      throw .usage(
        setting: run, found: "a run of family es, which has no decoder", expected: "ss or eu",
        advice: "train one of these families for pictures")
    }
    try trained.requireImages()
    return trained
  }
}

/// A picture's file and what it shows.
public struct PictureResult: Sendable, Codable {
  public let run: String
  /// What the data are: `Small-NORB`, or `rendered stand-in`, which is not Small-NORB.
  public let data: String
  /// The PNG file.
  public let output: String
  /// `last` or `best`.
  public let checkpoint: String
  /// The steps that the checkpoint was trained for.
  public let step: Int
  public let device: String
  /// The seed of what was drawn; nil where nothing was.
  public let seed: UInt64?
  /// In pixels.
  public let width: Int
  /// In pixels.
  public let height: Int

  init(
    _ run: PictureRun, _ picture: Picture, of title: String, step: Int, device: String,
    seed: UInt64?
  ) {
    self.run = run.run
    data = title
    output = run.output
    checkpoint = run.checkpoint.rawValue
    self.step = step
    self.device = device
    self.seed = seed
    width = picture.width
    height = picture.height
  }
}
