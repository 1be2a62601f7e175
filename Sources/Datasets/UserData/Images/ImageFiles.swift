import Basics
import Files

/// The pictures of a data set in the order of rows, those of the test part after those of training.
final class ImageFiles: Sendable {
  let format: ImageFormat
  private let folders: [Section]
  private let cache: ImageCache

  /// One class folder.
  private struct Section: Sendable {
    let path: String
    /// For messages: the name with a slash; empty for a part itself.
    let prefix: String
    /// The row of its first picture.
    let first: Int
    let pictures: [String]
  }

  /// The most threads that are used.
  private static let workers = AvailableCores.current().parallelism

  /// Reads the header of every picture.
  ///
  /// - Throws: `badData` for one that cannot be used or differs from the first.
  /// - Precondition: the first part has a picture.
  init(_ parts: [ImageFolderPart], keeping limits: ImageCache.Limits) throws(DatasetError) {
    var folders: [Section] = []
    var count = 0
    for part in parts {
      for folder in part.folders {
        let isPart = folder.name.isEmpty
        folders.append(
          Section(
            path: isPart ? part.path : "\(part.path)/\(folder.name)",
            prefix: isPart ? "" : "\(folder.name)/", first: count, pictures: folder.pictures))
        count += folder.pictures.count
      }
    }
    precondition(count > 0, "a data set of no pictures")
    self.folders = folders
    format = try Self.commonFormat(of: folders, count: count)
    cache = ImageCache(count: count, bytesPerImage: format.byteCount, limits)
  }

  /// Where a picture is below its part's folder, for example `cat/3.png`.
  func place(of row: Int) -> String {
    let folder = Self.folder(of: row, in: folders)
    return folder.prefix + folder.pictures[row - folder.first]
  }

  /// How many threads are worth their start for reading some rows: one for each picture that must be
  /// decoded, or for 256 KiB that are only copied.
  func workers(for rows: [Int]) -> Int {
    min(Self.workers, max(cache.missingCount(rows), rows.count * format.byteCount >> 18))
  }

  /// Decodes a picture, or copies what was decoded before; 16-bit values are in the machine's byte order.
  ///
  /// - Throws: `notFound`, `badData`, `inputOutput` for a file that has changed since it was opened.
  /// - Precondition: the buffer has `format.byteCount` bytes.
  func read(_ row: Int, into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) {
    if cache.read(row, into: buffer) { return }
    let path = Self.path(of: row, in: folders)
    try DatasetError.files { () throws(FileError) in
      let reader = try PNGReader(path)
      let found = ImageFormat(reader.header)
      guard found == format else {
        throw .badData(
          path: path, found: "\(found)", expected: "\(format), as when the data were opened",
          advice: "leave the pictures alone while they are in use")
      }
      try reader.decode(into: buffer)
    }
    cache.keep(row, UnsafeRawBufferPointer(buffer))
  }

  /// The format of the first picture, which all others have.
  private static func commonFormat(
    of folders: [Section], count: Int
  ) throws(DatasetError) -> ImageFormat {
    let first = path(of: 0, in: folders)
    let common = try format(of: first)
    try inParallelRanges(of: count, workers: workers) { (rows) throws(DatasetError) in
      for row in rows {
        let path = path(of: row, in: folders)
        let found = try format(of: path)
        guard found == common else {
          throw .badData(
            path: path, found: "\(found)", expected: "\(common), as in \(first)",
            advice: common.advice(for: found))
        }
      }
    }
    return common
  }

  private static func format(of path: String) throws(DatasetError) -> ImageFormat {
    try DatasetError.files { () throws(FileError) in ImageFormat(try PNGReader(path).header) }
  }

  private static func path(of row: Int, in folders: [Section]) -> String {
    let folder = folder(of: row, in: folders)
    return "\(folder.path)/\(folder.pictures[row - folder.first])"
  }

  /// The last folder that begins at or before a row.
  private static func folder(of row: Int, in folders: [Section]) -> Section {
    var (low, high) = (0, folders.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if folders[middle].first <= row { low = middle } else { high = middle }
    }
    return folders[low]
  }
}
