import Files
import Testing

@Suite struct PNGReaderTests {
  private static func open(_ name: String) throws -> PNGReader {
    try PNGReader(fixture("PNG/\(name).png"))
  }

  /// The values of a picture that `make_pictures.py` makes, scaled from `depth` bits to 8 or 16.
  private static func values(
    height: Int, width: Int, channels: Int, depth: Int
  ) -> [Int] {
    (0..<height * width * channels).map { index in
      let (row, column, channel) = (
        index / channels / width, index / channels % width, index % channels
      )
      return switch depth {
      case 16: (9973 * row + 3001 * column + 20_011 * channel + 7) % 65_536
      case 8: (37 * row + 11 * column + 101 * channel + 3) % 256
      default: (37 * row + 11 * column + 3) % (1 << depth) * 255 / ((1 << depth) - 1)
      }
    }
  }

  @Test(arguments: [1, 2, 4, 8])
  func readsGrey(depth: Int) throws {
    let image = try Self.open("grey\(depth)").image()
    let values = Self.values(height: 3, width: 11, channels: 1, depth: depth)
    #expect(image.height == 3 && image.width == 11 && image.channels == 1)
    #expect(image.values == .uint8(values.map { UInt8($0) }))
  }

  @Test(arguments: ["rgb8", "texts"])
  func readsRGB(name: String) throws {
    let image = try Self.open(name).image()
    let values = Self.values(height: 3, width: 5, channels: 3, depth: 8)
    #expect(image.height == 3 && image.width == 5 && image.channels == 3)
    #expect(image.values == .uint8(values.map { UInt8($0) }))
  }

  @Test(arguments: [("grey16", 11, 1), ("rgb16", 5, 3)])
  func keeps16Bits(name: String, width: Int, channels: Int) throws {
    let image = try Self.open(name).image()
    let values = Self.values(height: 3, width: width, channels: channels, depth: 16)
    #expect(image.values == .uint16(values.map { UInt16($0) }))
  }

  @Test func readsInterlaced() throws {
    let image = try Self.open("interlaced").image()
    let values = Self.values(height: 9, width: 11, channels: 3, depth: 8)
    #expect(image.values == .uint8(values.map { UInt8($0) }))
  }

  @Test func aPalettesPixelsAreRGB() throws {
    let image = try Self.open("palette2").image()
    let indices = (0..<15).map { (37 * ($0 / 5) + 11 * ($0 % 5) + 3) % 4 }
    let values = indices.flatMap { index in
      (0..<3).map { UInt8((37 * index + 101 * $0 + 3) % 256) }
    }
    #expect(
      image == PNGImage(height: 3, width: 5, channels: 3, values: .uint8(values)))
  }

  @Test(arguments: [
    ("grey1", PNGHeader.Color.grey, 1, 1, 33), ("grey8", .grey, 8, 1, 33),
    ("grey16", .grey, 16, 1, 66), ("rgb8", .rgb, 8, 3, 45), ("rgb16", .rgb, 16, 3, 90),
    ("palette2", .palette, 2, 3, 45),
  ])
  func readsHeaders(
    name: String, color: PNGHeader.Color, bitDepth: Int, channels: Int, byteCount: Int
  ) throws {
    let header = try Self.open(name).header
    #expect(header.color == color && header.bitDepth == bitDepth)
    #expect(header.channels == channels && header.byteCount == byteCount)
    #expect(header.bytesPerValue == (bitDepth == 16 ? 2 : 1))
    #expect(!header.hasTransparentColors)
  }

  @Test(arguments: [
    ("grey_alpha", 2, 8, false), ("rgb_alpha", 4, 16, false), ("transparent_color", 3, 8, true),
    ("transparent_palette", 3, 2, true),
  ])
  func headersSayWhatIsTransparent(
    name: String, channels: Int, bitDepth: Int, colors: Bool
  ) throws {
    let header = try PNGHeader(of: InputFile(fixture("PNG/\(name).png")))
    #expect(header.channels == channels && header.bitDepth == bitDepth)
    #expect(header.hasTransparentColors == colors)
  }

  /// A row of a batch is filled, and nothing beside it.
  @Test func decodesIntoAPartOfABuffer() throws {
    let reader = try Self.open("grey8")
    var batch = [UInt8](repeating: 200, count: 3 * 33)
    try batch.withUnsafeMutableBytes { bytes in
      try reader.decode(into: UnsafeMutableRawBufferPointer(rebasing: bytes[33..<66]))
    }
    let values = Self.values(height: 3, width: 11, channels: 1, depth: 8).map { UInt8($0) }
    #expect(batch[33..<66].elementsEqual(values))
    #expect(batch[..<33].allSatisfy { $0 == 200 } && batch[66...].allSatisfy { $0 == 200 })
  }

  @Test func severalThreadsDecodeAtATime() async throws {
    let reader = try Self.open("interlaced")
    let image = try reader.image()
    let path = try fixture("PNG/too_few_rows.png")
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          // Errors of one thread do not disturb the others.
          guard task % 2 == 0 else { return failure { _ = try PNGImage.read(path) } != nil }
          return try (0..<20).allSatisfy { _ in try reader.image() == image }
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
