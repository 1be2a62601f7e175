/// Where the four IDX files of a data set are looked for, and what they must hold.
struct IDXDataset: Sendable {
  let name: String
  let title: String
  /// The factor that the labels are of, for example `digit`.
  let factor: String
  let classNames: [String]
  /// Folders in the one that the user gives, in the order in which they are searched.
  let folders: [String]
  /// Names of further folders that are searched, as in `DatasetFiles`.
  let aliases: Set<String>
  /// How to get the files.
  let advice: String
  /// SHA-256 of the official `.gz` file by the name without `.gz`.
  let checksums: [String: String]

  private static let imageSide = 28
  /// Data sets whose files have the names of MNIST's.
  private static let namesakes: Set<String> = [
    "mnist", "fashionmnist", "kmnist", "kuzushijimnist", "emnist", "qmnist",
  ]

  /// Loads both parts; labels first, so that wrong ones are found before images are allocated.
  func load(at directory: String) throws(DatasetError) -> ImageDataset {
    let folder = try files.locate(directory)
    return ImageDataset(
      name: name, title: title, train: try part("train", folder),
      test: try part("t10k", folder), classNames: classNames)
  }

  /// Where the files are looked for.
  var files: DatasetFiles {
    DatasetFiles(
      dataset: name, names: checksums.keys.sorted(), folders: folders, aliases: aliases,
      others: Self.namesakes.subtracting(aliases), advice: advice)
  }

  private func part(_ prefix: String, _ folder: String) throws(DatasetError) -> LabelledImages {
    let labelFile = try IDXFile(
      files.require("\(prefix)-labels-idx1-ubyte", in: folder), dimensions: 1)
    let imageFile = try IDXFile(
      files.require("\(prefix)-images-idx3-ubyte", in: folder), dimensions: 3)
    guard imageFile.shape[0] == labelFile.shape[0] else {
      throw .badData(
        path: imageFile.path,
        found: "\(imageFile.shape[0]) images and \(labelFile.shape[0]) labels in "
          + labelFile.path,
        expected: "one label per image", advice: "take both files from the same source")
    }
    let side = Self.imageSide
    guard imageFile.shape[1...] == [side, side] else {
      throw .badData(
        path: imageFile.path, found: "images of \(imageFile.shape[1]) x \(imageFile.shape[2])",
        expected: "\(side) x \(side)", advice: DatasetError.fetchAgain)
    }
    let labels = try labelFile.values()
    if let index = labels.firstIndex(where: { $0 >= classNames.count }) {
      throw .badData(
        path: labelFile.path, found: "label \(labels[index]) at index \(index)",
        expected: "labels 0 to \(classNames.count - 1)", advice: DatasetError.fetchAgain)
    }
    return LabelledImages(
      images: try imageFile.values(), height: side, width: side, channels: 1,
      factors: [LabelColumn(name: factor, classCount: classNames.count, values: labels)])
  }
}
