extension FileError {
  /// The error for a file that does not begin as a PNG file, of which `start` are the first bytes.
  static func noPNG(_ path: String, _ start: [UInt8]) -> FileError {
    switch FileSignature(start) {
    case .png: damagedPNG(path, "signature")
    case let other?:
      other.error(
        path: path, expected: "a PNG picture",
        advice: other == .jpeg || other == .gif
          ? "convert it to PNG, for example with ImageMagick's mogrify -format png, or remove it"
          : "convert it to PNG, or remove it")
    case nil:
      .badData(
        path: path, found: start.isEmpty ? "an empty file" : "a file of an unknown format",
        expected: "a PNG picture", advice: "replace it, or remove it")
    }
  }

  /// The error for a file of `byteCount` bytes that ends before its picture does.
  static func truncatedPNG(_ path: String, byteCount: Int) -> FileError {
    .badData(
      path: path, found: "a PNG picture that is cut off after \(byteCount) bytes",
      expected: "a whole one", advice: "copy or download it again")
  }

  /// The error for a file whose content contradicts the format.
  static func damagedPNG(_ path: String, _ reason: String) -> FileError {
    .badData(
      path: path, found: "a damaged PNG picture (\(reason))", expected: "a whole one",
      advice: "copy or download it again")
  }

  /// The error for a picture with a channel of opacities, or with transparent colours.
  static func transparentPNG(_ path: String, _ found: String) -> FileError {
    .badData(
      path: path, found: "a picture with \(found)", expected: "grey or RGB",
      advice: "remove the transparency, for example with ImageMagick: mogrify -alpha off FILE")
  }
}
