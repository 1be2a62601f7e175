import ArrayFiles
import Execution
import Reporting
public import Training

/// Draws pictures from a trained run: reconstructions of test images, or samples.
public struct PictureRun: Sendable {
  /// The run's folder.
  public var run: String
  /// The PNG file to write.
  public var output: String
  /// The folder with the data; nil takes the one that the run was trained on.
  public var data: String?
  public var checkpoint = CheckpointStore.Link.last
  /// The device; nil takes the one that was asked for in training.
  public var device: String?
  /// The seed of what is drawn; nil shows the first test images, and samples with the run's seed.
  public var seed: UInt64?
  /// The number of columns.
  public var count = PictureRun.defaultCount

  /// The number of columns where none is asked for.
  public static let defaultCount = 20
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
  ///   or the checkpoint is not there; `DatasetError`, `ComputeError` or `ArrayFileError`.
  public func reconstruct(_ report: (RunEvent) -> Void) throws -> PictureResult {
    let (directory, settings) = try open()
    let images = try settings.dataset.load(at: data ?? settings.data).test
    let opened = try OpenedDevice(device ?? settings.device)
    report(.message("device: \(opened.choice.reason)"))
    defer { opened.close(report) }
    let predictor = Predictor(settings.makeModel(), on: opened.executor)
    try predictor.prepare()
    let state = try directory.checkpoints.loadWeights(
      checkpoint, into: opened.executor, variables: predictor.variables)
    let rows = PictureRows.choose(Self.rowPairs * count, of: images.count, seed: seed)
    let picture = try GreyImage.reconstructions(
      of: images, rows: rows, by: predictor, columns: count)
    try AtomicFile.write(picture.png(), to: output)
    return PictureResult(
      self, picture, step: state.step, device: opened.executor.deviceName, seed: seed)
  }

  /// Writes what the decoder makes of z ~ N(0, I), a row for each class where it reads classes.
  ///
  /// - Throws: as `reconstruct(_:)`; no data are read.
  public func sample(_ report: (RunEvent) -> Void) throws -> PictureResult {
    let (directory, settings) = try open()
    let opened = try OpenedDevice(device ?? settings.device)
    report(.message("device: \(opened.choice.reason)"))
    defer { opened.close(report) }
    let model = settings.makeModel()
    // A checkpoint is loaded whole, so the other variables must have their place too.
    let predictor = Predictor(model, on: opened.executor)
    try predictor.prepare()
    let generator = try Generator(model, on: opened.executor)
    let state = try directory.checkpoints.loadWeights(
      checkpoint, into: opened.executor, variables: predictor.variables)
    let seed = seed ?? settings.seed
    let picture = try GreyImage.samples(from: generator, columns: count, seed: seed)
    try AtomicFile.write(picture.png(), to: output)
    return PictureResult(
      self, picture, step: state.step, device: opened.executor.deviceName, seed: seed)
  }

  /// Opens the run and checks that a picture can be made of it.
  private func open() throws(RunError) -> (RunDirectory, Settings) {
    guard Self.counts.contains(count) else {
      throw .usage(
        setting: "--count", found: "\(count)",
        expected: "a number of columns from \(Self.counts.lowerBound) to \(Self.counts.upperBound)",
        advice: "the default is \(Self.defaultCount)")
    }
    let directory = try RunDirectory(reading: run)
    let settings = try directory.configuration(as: Settings.self)
    guard settings.family != .es else {
      throw .usage(
        setting: run, found: "a run of family es, which has no decoder", expected: "ss or eu",
        advice: "train one of these families for pictures")
    }
    return (directory, settings)
  }
}

/// What a picture was made of.
public struct PictureResult: Sendable, Codable {
  public let run: String
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

  init(_ run: PictureRun, _ picture: GreyImage, step: Int, device: String, seed: UInt64?) {
    self.run = run.run
    output = run.output
    checkpoint = run.checkpoint.rawValue
    self.step = step
    self.device = device
    self.seed = seed
    width = picture.width
    height = picture.height
  }
}
