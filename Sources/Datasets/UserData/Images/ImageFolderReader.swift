import Files

/// Reads folders of pictures: PNG, one folder for each class, all of one size, channels and bit depth.
///
/// `unlabelled/` holds pictures without a label; a folder with pictures directly in it has no labels at
/// all. With `train/` and `test/` above, the files have a test part. Rows are sorted by class and name.
enum ImageFolderReader {
  /// Lists the pictures and reads the header of each.
  ///
  /// - Throws: `noFiles` where there are no pictures; `badData` that names a file or folder which does
  ///   not fit, or the first two pictures that differ; `usage` for options of other forms of data.
  static func read(
    _ path: String, _ options: UserDataOptions
  ) throws(DatasetError) -> RawData {
    try read(path, options, keeping: ImageCache.Limits())
  }

  /// As above; the limits say how decoded pictures are kept.
  static func read(
    _ path: String, _ options: UserDataOptions, keeping limits: ImageCache.Limits
  ) throws(DatasetError) -> RawData {
    let (train, test) = try parts(of: path, options.unlabelledValue)
    let isLabelled = train.isLabelled || test?.isLabelled == true
    let images = try ImageFiles([train] + [test].compactMap { $0 }, keeping: limits)
    func part(_ part: ImageFolderPart, first: Int) -> RawData.Part {
      RawData.Part(
        path: part.path,
        source: ImageFolderSource(images, rows: first..<first + part.count),
        labels: isLabelled ? [part.labels] : [], groups: nil,
        place: { images.place(of: first + $0) })
    }
    return RawData(
      format: .images, kind: .image, columns: nil, train: part(train, first: 0),
      test: test.map { part($0, first: train.count) })
  }

  /// The training part and, where the folder has one, the test part.
  private static func parts(
    of path: String, _ unlabelledValue: String?
  ) throws(DatasetError) -> (train: ImageFolderPart, test: ImageFolderPart?) {
    var root = path
    while root.count > 1, root.hasSuffix("/") { root.removeLast() }
    let entries = try ImageFolderEntries(root)
    let hasTest = entries.folders.contains("test")
    // A class may be called train.
    guard entries.folders.contains("train"), hasTest || entries.folders.count == 1 else {
      return (try ImageFolderPart(root, unlabelledValue: unlabelledValue), nil)
    }
    try entries.refusePictures(advice: "move them into train/ or test/")
    if let other = entries.folders.first(where: { $0 != "train" && $0 != "test" }) {
      throw .badData(
        path: root, found: "the folder \(other) beside train and test",
        expected: "train and test only",
        advice: "move its pictures into one of the two; validationShare holds out training rows")
    }
    return (
      try ImageFolderPart("\(root)/train", unlabelledValue: unlabelledValue),
      hasTest ? try ImageFolderPart("\(root)/test", unlabelledValue: unlabelledValue) : nil
    )
  }
}
