import Files
import Foundation

/// Data of one's own, read from files: arrays, a table, or folders of pictures.
public enum UserDataset {
  /// Loads a `.npz`, a folder of `.npy` files or one of them, a `.csv`, a folder with `train.csv` and
  /// `test.csv`, or a folder of PNGs.
  ///
  /// Every value is looked at once. The classes of a head are the sorted labels that occur; the values of
  /// a table from a `.csv` are standardised with the statistics of its training rows. Where the files have
  /// no test part, `options.testShare` of all rows is held out.
  ///
  /// - Parameter splitSeed: the seed that held-out rows are drawn with.
  /// - Throws: `notFound`; `badData` that names the place for what cannot be used; `usage` where the
  ///   options do not fit the data.
  public static func load(
    _ path: String, _ options: UserDataOptions = UserDataOptions(), splitSeed: UInt64
  ) throws(DatasetError) -> ArrayDataset {
    try load(path, options, splitSeed: splitSeed, chunkBytes: 1 << 22)
  }

  /// As above; `chunkBytes`, how much is read at a time, changes no more than the last bits of
  /// statistics.
  package static func load(
    _ path: String, _ options: UserDataOptions, splitSeed: UInt64, chunkBytes: Int
  ) throws(DatasetError) -> ArrayDataset {
    let format = try format(of: path)
    try options.check(format)
    let raw =
      switch format {
      case .npz, .npy: try ArrayDataReader.read(path, options)
      case .csv: try CSVDataReader.read(path, options, chunkBytes: chunkBytes)
      case .images: try ImageFolderReader.read(path, options)
      }
    let name = URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    return try UserDataAssembly(raw, testShare: options.testShare, splitSeed: splitSeed)
      .dataset(name: name, chunkBytes: chunkBytes)
  }

  /// What a path leads to, by its kind and its ending.
  package static func format(of path: String) throws(DatasetError) -> UserDataFormat {
    switch FileKind.of(path) {
    case .folder:
      let names = try DatasetError.files { () throws(FileError) in try Folder.entries(path) }
      if names.contains(where: { $0.lowercased().hasSuffix(".npy") }) { return .npy }
      return names.contains(CSVDataReader.trainFile) ? .csv : .images
    case .file, .link, .special:
      let name = path.lowercased()
      if let known = [UserDataFormat.npz, .npy, .csv].first(where: {
        name.hasSuffix(".\($0.rawValue)")
      }) {
        return known
      }
      throw .badData(
        path: path, found: "a file of another ending", expected: expected, advice: advice(path))
    case nil:
      throw .notFound(path: path, advice: "give the path of \(expected)")
    }
  }

  private static let expected = "a .npz, a .npy, a .csv, a folder of .npy files or a folder of PNGs"

  private static func advice(_ path: String) -> String {
    switch path.split(separator: ".").last?.lowercased() {
    case "zip", "gz", "tar", "tgz": "unpack it"
    case "tsv", "txt": "give a table the ending .csv"
    default: "convert the data to one of these"
    }
  }
}
