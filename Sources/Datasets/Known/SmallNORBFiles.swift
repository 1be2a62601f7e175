/// One of the two published parts of Small-NORB: three matrix files, opened and checked.
struct SmallNORBPart {
  let images: StereoImages
  /// The columns category, elevation, azimuth and lighting.
  let factors: [LabelColumn]

  /// Checks all headers against each other before any element is read.
  ///
  /// - Parameter prefix: the file names before `-dat.mat`, `-cat.mat` and `-info.mat`.
  /// - Throws: `notFound`; `badData` for a file that is damaged or not of the form of Small-NORB.
  init(_ prefix: String, in folder: String, cacheDirectory: String?) throws(DatasetError) {
    func open(_ kind: String, _ element: MatrixElement, _ shape: [Int]) throws(DatasetError)
      -> MatrixFile
    {
      let path = try SmallNORB.files.require("\(prefix)-\(kind).mat", in: folder)
      let file = try MatrixFile(path, cacheDirectory: cacheDirectory)
      guard file.header.element == element, Array(file.shape.dropFirst()) == shape else {
        let expected = (["n"] + shape.map { "\($0)" }).joined(separator: ", ")
        throw .badData(
          path: path, found: "\(file.header.element) \(file.shape)",
          expected: "\(element) [\(expected)]", advice: DatasetError.fetchAgain)
      }
      return file
    }
    let categories = try open("cat", .int, [])
    let information = try open("info", .int, [Information.allCases.count])
    let pairs = try open("dat", .byte, [2, SmallNORB.imageSide, SmallNORB.imageSide])
    for (file, what) in [(categories, "categories"), (information, "rows of factors")] {
      guard file.rowCount == pairs.rowCount else {
        throw .badData(
          path: file.path, found: "\(file.rowCount) \(what)",
          expected: "\(pairs.rowCount), one for each pair in \(pairs.path)",
          advice: "take all files from the same source")
      }
    }
    images = StereoImages(pairs)
    factors = try Self.factors(categories, information)
  }

  /// The columns of the file `-info.mat`, in their order.
  private enum Information: Int, CaseIterable {
    case instance, elevation, azimuth, lighting
  }

  private static func factors(
    _ categories: MatrixFile, _ information: MatrixFile
  ) throws(DatasetError) -> [LabelColumn] {
    let rows = try information.integers()
    let width = Information.allCases.count
    func column(_ kind: Information) -> [Int32] {
      stride(from: kind.rawValue, to: rows.count, by: width).map { rows[$0] }
    }
    func read(_ kind: Information, _ classCount: Int, step: Int32 = 1) throws(DatasetError)
      -> LabelColumn
    {
      try label("\(kind)", column(kind), classCount, step: step, in: information.path)
    }
    _ = try read(.instance, SmallNORB.instanceCount)
    return [
      try label(
        "category", try categories.integers(), SmallNORB.classNames.count, step: 1,
        in: categories.path),
      try read(.elevation, 9),
      // Azimuths are numbered 0, 2, …, 34: tens of degrees, in steps of 20°.
      try read(.azimuth, 18, step: 2),
      try read(.lighting, 6),
    ]
  }

  /// Turns values 0, step, 2 · step, … into classes.
  private static func label(
    _ name: String, _ values: [Int32], _ classCount: Int, step: Int32, in path: String
  ) throws(DatasetError) -> LabelColumn {
    let last = step * Int32(classCount - 1)
    if let index = values.firstIndex(where: { $0 < 0 || $0 > last || $0 % step != 0 }) {
      throw .badData(
        path: path, found: "\(name) \(values[index]) at index \(index)",
        expected: step == 1 ? "0 to \(last)" : "0, \(step), … \(last)",
        advice: DatasetError.fetchAgain)
    }
    return LabelColumn(
      name: name, classCount: classCount, values: values.map { UInt8($0 / step) })
  }
}

extension SmallNORB {
  /// The files before `-dat.mat`, `-cat.mat` and `-info.mat`: the one to train on, the one to test.
  package static let prefixes = (
    training: "smallnorb-5x46789x9x18x6x2x96x96-training",
    testing: "smallnorb-5x01235x9x18x6x2x96x96-testing"
  )

  /// Pixels of one side of an image.
  package static let imageSide = 96
  /// Instances (toys) of each category, over both files.
  package static let instanceCount = 10
  /// The names of categories 0 to 4.
  package static let classNames = ["animal", "human", "airplane", "truck", "car"]

  static let files = DatasetFiles(
    dataset: "small-norb",
    names: [prefixes.training, prefixes.testing].flatMap { prefix in
      ["dat", "cat", "info"].map { "\(prefix)-\($0).mat" }
    },
    folders: ["", "small-norb"], aliases: ["smallnorb", "norb", "norbsmall"],
    advice: "put the six files (\(prefixes.training)-dat.mat.gz and so on) into a folder "
      + "small-norb, or render a stand-in with: continuum data make small-norb")
}
