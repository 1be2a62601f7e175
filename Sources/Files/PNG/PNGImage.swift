/// A picture of 8 or 16 bits, grey or RGB, in memory.
package struct PNGImage: Equatable, Sendable {
  /// Rows from the top, in each row pixels from the left, in each pixel its channels.
  package enum Values: Equatable, Sendable {
    case uint8([UInt8])
    case uint16([UInt16])

    package var count: Int {
      switch self {
      case .uint8(let values): values.count
      case .uint16(let values): values.count
      }
    }

    var bytesPerValue: Int {
      switch self {
      case .uint8: 1
      case .uint16: 2
      }
    }

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
      switch self {
      case .uint8(let values): values.withUnsafeBytes(body)
      case .uint16(let values): values.withUnsafeBytes(body)
      }
    }
  }

  package let height: Int
  package let width: Int
  /// 1 is grey, 3 RGB.
  package let channels: Int
  /// `height · width · channels` values; 0 is black.
  package let values: Values

  /// - Precondition: the sides are from 1 to 2³¹ - 1, the format's limit, and the values as many as
  ///   they say.
  package init(height: Int, width: Int, channels: Int, values: Values) {
    let sides = 1..<1 << 31
    precondition(
      sides.contains(height) && sides.contains(width) && [1, 3].contains(channels),
      "a PNG file of \(width) × \(height) pixels of \(channels) channels")
    precondition(
      values.count == height * width * channels,
      "\(values.count) values for \(width) × \(height) pixels of \(channels) channels")
    self.height = height
    self.width = width
    self.channels = channels
    self.values = values
  }

  /// Reads a PNG file of grey or RGB pixels.
  ///
  /// - Throws: `notFound`; `badData` for what is no such picture or is damaged; `inputOutput`.
  package static func read(_ path: String) throws(FileError) -> PNGImage {
    try PNGReader(path).image()
  }
}
