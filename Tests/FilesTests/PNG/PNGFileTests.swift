import Files
import Testing

@Suite struct PNGFileTests {
  /// Reads a file that is in memory.
  private func read(_ bytes: [UInt8]) throws -> PNGImage {
    var image: PNGImage?
    try withTemporaryFolder { folder in
      try write(bytes, "\(folder)/x.png")
      image = try PNGImage.read("\(folder)/x.png")
    }
    return try #require(image)
  }

  @Test(arguments: [(1, 1, 1), (3, 2, 3), (1, 17, 3), (28, 28, 1), (300, 517, 1), (257, 33, 3)])
  func writesWhatItReads(width: Int, height: Int, channels: Int) throws {
    let count = width * height * channels
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7 + $0) }
    let words = (0..<count).map { UInt16(truncatingIfNeeded: $0 &* $0 * 31 + 7 * $0) }
    for values in [PNGImage.Values.uint8(bytes), .uint16(words)] {
      let image = PNGImage(height: height, width: width, channels: channels, values: values)
      let file = PNGFile.bytes(of: image)
      #expect(try read(file) == image)
      #expect(PNGFile.bytes(of: image) == file)
    }
  }

  @Test func aDescriptionIsKept() throws {
    let file = PNGFile.bytes(width: 2, height: 1, grey: [7, 9], description: "rendered stand-in")
    let text = Array("tEXtDescription\0rendered stand-in".utf8)
    #expect(file[37...].starts(with: text))
    let image = PNGImage(height: 1, width: 2, channels: 1, values: .uint8([7, 9]))
    #expect(try read(file) == image)
  }
}
