import Datasets
import Files
import Reporting
public import Runs

/// Figure 4: examples of Fashion-MNIST, three rows of each class in the order of the classes.
///
/// Nothing is trained; the examples are the first training images of each class.
public struct Figure4: PaperTable {
  public static let name = "figure4"
  public static let models: [ModelName] = []

  /// There is nothing to make smaller.
  public let isQuick = false
  /// The folders; the number and the settings of runs have no effect.
  public var options: ExperimentOptions
  /// The rows of each class.
  static let rowsOfClass = 3
  /// The images of a row.
  static let columns = 30

  public init(quick: Bool = false, directory: String? = nil) {
    options = ExperimentOptions(directory: directory)
  }

  public func run(stop: StopSignal, _ report: (RunEvent) -> Void) throws -> Figure4Outcome {
    try check()
    var request = TrainingRequest(.known(.fashionMNIST))
    request.data = options.data
    request.defaultData = options.defaultData
    let dataset = try FashionMNIST(at: request.settings().data).dataset
    let tiles = PictureTiles(dataset.description)
    let wanted = Self.rowsOfClass * Self.columns
    let labels = dataset.train.labels
    let cells = try dataset.classNames.indices.flatMap { label in
      let rows = labels.indices.lazy.filter { labels[$0] == label }.prefix(wanted)
      let shown = try tiles.tiles(dataset.train.values(of: Array(rows)))
      return shown + [Picture](repeating: tiles.blank, count: wanted - shown.count)
    }
    let path = "\(options.directory)/\(Self.name).png"
    let picture = Picture.grid(cells, columns: Self.columns, margin: 1)
    try Folder.create(options.directory)
    try AtomicFile.write(picture.png(description: dataset.title), to: path)
    let outcome = Figure4Outcome(picture: path, classNames: dataset.classNames)
    try options.save(outcome, of: Self.name)
    return outcome
  }
}

/// The picture of Figure 4.
public struct Figure4Outcome: PaperTableOutcome {
  /// The PNG file.
  public let picture: String
  /// From top to bottom, three rows of images each.
  public let classNames: [String]
  /// No figures: the picture states nothing.
  public let rows: [FigureOfClassesOutcome.Row]
  public let claims: [Claim]

  init(picture: String, classNames: [String]) {
    self.picture = picture
    self.classNames = classNames
    (rows, claims) = ([], [])
  }

  public var summary: String { "\(Figure4.name): examples of Fashion-MNIST, \(picture)" }

  public var text: String {
    "\(picture): \(Figure4.rowsOfClass) rows of each class, from top to bottom "
      + classNames.joined(separator: ", ")
  }
}
