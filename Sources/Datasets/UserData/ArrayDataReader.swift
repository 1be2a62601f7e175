import Files

/// Reads a user's own data from an `.npz` file, a folder of `.npy` files, or one `.npy` file, which is
/// samples without labels.
package enum ArrayDataReader {
  /// Opens the samples, whose values stay in their file, and reads labels and groups.
  ///
  /// - Throws: `notFound`; `noFiles` and `badData` for arrays that are missing, have another shape or
  ///   type, or can be read in two ways; `usage` for names of arrays that are not there.
  package static func read(
    _ path: String, _ options: UserDataOptions
  ) throws(DatasetError) -> RawData {
    let arrays = try DatasetError.files { () throws(FileError) in try StoredArrays(path) }
    let keys = try ArrayKeys(in: arrays, options)
    let train = try Part(x: keys.x, y: keys.y, in: arrays, options)
    let form = try ArrayForm(of: train.samples, kind: options.kind)
    let groups = try keys.groups.map { (key) throws(DatasetError) in
      try Self.groups(open(key, in: arrays), for: train.samples)
    }
    let labels = try train.readLabels()
    let source = ArraySource(train.samples, sampleShape: form.sampleShape)
    return RawData(
      format: arrays.container == .archive ? .npz : .npy, kind: form.kind, columns: nil,
      train: RawData.Part(
        path: train.samples.path, source: source, labels: labels, groups: groups, place: nil),
      test: try keys.xTest.map { (key) throws(DatasetError) in
        let test = try Part(x: key, y: keys.yTest, in: arrays, options)
        return try self.test(test, like: source, form.kind, labels, of: train)
      })
  }

  /// The arrays of the training or the test part.
  private struct Part {
    let samples: NpyRows
    let labels: ArrayLabels?

    init(
      x: String, y: String?, in arrays: StoredArrays, _ options: UserDataOptions
    ) throws(DatasetError) {
      let samples = try open(x, in: arrays)
      self.samples = samples
      labels = try y.map { (key) throws(DatasetError) in
        try ArrayLabels(
          open(key, in: arrays), for: samples, unlabelledValue: options.unlabelledValue)
      }
    }

    /// None where there are no labels.
    func readLabels() throws(DatasetError) -> [RawLabels] {
      guard let labels else { return [] }
      return try labels.read()
    }
  }

  private static func open(
    _ key: String, in arrays: StoredArrays
  ) throws(DatasetError) -> NpyRows {
    try DatasetError.files { () throws(FileError) in try arrays.rows(of: key) }
  }

  /// The test part, which must have samples and heads as the training part has.
  private static func test(
    _ part: Part, like source: ArraySource, _ kind: SampleKind, _ trainLabels: [RawLabels],
    of train: Part
  ) throws(DatasetError) -> RawData.Part {
    let (path, trainPath) = (part.samples.path, train.samples.path)
    func bad(_ found: String, _ expected: String, _ advice: String) -> DatasetError {
      .badData(path: path, found: found, expected: expected, advice: advice)
    }
    let form = try ArrayForm(of: part.samples, kind: kind)
    guard form.sampleShape == source.sampleShape else {
      throw bad(
        "samples of shape \(form.sampleShape)", "\(source.sampleShape), as in \(trainPath)",
        "make both parts in the same way")
    }
    let test = ArraySource(part.samples, sampleShape: form.sampleShape)
    guard test.element == source.element else {
      throw bad(
        "values that are \(scale(test))", "values that are \(scale(source)), as in \(trainPath)",
        "save both parts with one element type")
    }
    var labels = try part.readLabels()
    if part.labels == nil { labels = ArrayLabels.missing(count: test.count, like: trainLabels) }
    guard labels.count == trainLabels.count else {
      throw bad(
        "labels with \(labels.count) columns", "\(trainLabels.count), as the training part has",
        "make both parts in the same way")
    }
    return RawData.Part(path: path, source: test, labels: labels, groups: nil, place: nil)
  }

  private static func scale(_ source: ArraySource) -> String {
    source.element == .byte ? "unsigned bytes, which are divided by 255" : "used as they are"
  }

  /// The group of each row, as text.
  private static func groups(
    _ array: NpyRows, for samples: NpyRows
  ) throws(DatasetError) -> [String] {
    func bad(_ found: String, _ expected: String, _ advice: String) -> DatasetError {
      .badData(path: array.path, found: found, expected: expected, advice: advice)
    }
    guard array.count == samples.count, array.valuesPerRow == 1 else {
      throw bad(
        "shape \(array.shape)", "[\(samples.count)], as \(samples.path) has rows",
        "save the number of a group for each sample")
    }
    var groups: [String] = []
    groups.reserveCapacity(array.count)
    try ArrayNumbers(array: array).forEachRow { row in
      for case let number? in row { groups.append("\(number)") }
      return true
    }
    guard groups.count == array.count else {
      throw bad(
        "NaN", "the number of a group for each sample", "give these rows groups of their own")
    }
    return groups
  }
}
