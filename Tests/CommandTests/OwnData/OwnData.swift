import Files
import Foundation

/// Small files of one's own data: two classes that differ in brightness.
enum OwnData {
  static let count = 24

  /// Class by row, the third of them missing.
  static let labels = (0..<Int64(count)).map { $0 % 3 == 2 ? -1 : $0 % 2 }

  /// Pictures [count, side, side] as bytes.
  static func pictures(_ count: Int = count, side: Int = 8) -> NamedArray {
    let pixels = (0..<count).flatMap { picture($0, side: side) }
    return NamedArray("x", shape: [count, side, side], values: .uint8(pixels))
  }

  /// One picture: dark in even rows, bright in odd ones.
  private static func picture(_ row: Int, side: Int) -> [UInt8] {
    let ground = row % 2 * 150
    return (0..<side * side).map { place in
      let grain = (place * 7 + row * 5) % 100
      return UInt8(ground + grain)
    }
  }

  /// An `.npz` of pictures with labels, and other arrays.
  static func writeArrays(_ path: String, _ more: [NamedArray] = []) throws {
    let labels = NamedArray("y", shape: [count], values: .int64(labels))
    let replaced = Set(more.map(\.name))
    try NpzFile.write([pictures(), labels].filter { !replaced.contains($0.name) } + more, to: path)
  }

  /// A table with the columns `height`, `weight` and, unless it is left out, `kind`.
  static func table(
    separator: String = ",", newline: String = "\n", labels: Bool = true
  ) -> String {
    let header = ["height", "weight"] + (labels ? ["kind"] : [])
    let rows = (0..<count).map { row -> [String] in
      let kind = row % 3 == 2 ? "" : row % 2 == 0 ? "cat" : "dog"
      let values = ["\(row % 2 * 10 + row % 5)", "\(Double(row % 7) / 2)"]
      return labels ? values + [kind] : values
    }
    return ([header] + rows).map { $0.joined(separator: separator) + newline }.joined()
  }

  /// A folder of PNGs of two classes and of some without.
  static func writePictures(_ folder: String, side: Int = 8) throws {
    for row in 0..<count {
      let name = row % 3 == 2 ? "unlabelled" : row % 2 == 0 ? "cat" : "dog"
      let bytes = PNGFile.bytes(width: side, height: side, grey: picture(row, side: side))
      try write(bytes, "\(folder)/\(name)/\(row).png")
    }
  }

  /// Writes bytes to a file, whose folder is made.
  static func write(_ bytes: [UInt8], _ path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// The arguments that train two steps of a small model on `path`.
  static func training(_ path: String, run: String, _ more: String...) -> [String] {
    [
      "train", path, "--run", run, "--device", "host", "--model", "dense", "--set",
      "width=0.01", "--max-steps", "2",
    ] + more
  }
}
