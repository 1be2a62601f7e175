import CZlib
import Reporting
import Testing

@Suite struct GreyImageTests {
  /// A chunk of a PNG file as it was read.
  private struct Chunk {
    let kind: String
    let content: [UInt8]
  }

  private static func number(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  /// Reads signature and chunks, checking lengths and checksums.
  private static func chunks(_ file: [UInt8]) throws -> [Chunk] {
    try #require(file.starts(with: [137, 80, 78, 71, 13, 10, 26, 10]))
    var rest = file.dropFirst(8)
    var chunks: [Chunk] = []
    while !rest.isEmpty {
      let length = number(rest.prefix(4))
      try #require(rest.count >= length + 12)
      let checked = Array(rest.dropFirst(4).prefix(length + 4))
      let checksum = number(rest.dropFirst(8 + length).prefix(4))
      #expect(checksum == Int(crc32(0, checked, uInt(checked.count))))
      chunks.append(
        Chunk(
          kind: String(decoding: checked.prefix(4), as: UTF8.self),
          content: Array(checked.dropFirst(4))))
      rest = rest.dropFirst(length + 12)
    }
    return chunks
  }

  private static func inflated(_ bytes: [UInt8], count: Int) throws -> [UInt8] {
    // One byte more, so that a stream that is too long does not go unseen.
    var result = [UInt8](repeating: 0, count: count + 1)
    var length = uLongf(result.count)
    try #require(uncompress(&result, &length, bytes, uLong(bytes.count)) == Z_OK)
    try #require(Int(length) == count)
    return Array(result.prefix(count))
  }

  @Test func aDescriptionIsKept() throws {
    let chunks = try Self.chunks(
      GreyImage(width: 1, height: 1, pixels: [7]).png(description: "rendered stand-in"))
    #expect(chunks.map(\.kind) == ["IHDR", "tEXt", "IDAT", "IEND"])
    #expect(
      String(decoding: chunks[1].content, as: UTF8.self) == "Description\0rendered stand-in")
  }

  @Test(arguments: [(1, 1), (3, 2), (28, 28), (300, 517)])
  func thePNGFileHoldsThePixels(width: Int, height: Int) throws {
    let pixels = (0..<width * height).map { UInt8(truncatingIfNeeded: $0 &* $0 / 7 + $0) }
    let file = GreyImage(width: width, height: height, pixels: pixels).png()
    let chunks = try Self.chunks(file)
    #expect(chunks.map(\.kind) == ["IHDR", "IDAT", "IEND"])
    let header = chunks[0].content
    #expect(Self.number(header.prefix(4)) == width)
    #expect(Self.number(header.dropFirst(4).prefix(4)) == height)
    #expect(header.dropFirst(8) == [8, 0, 0, 0, 0])
    #expect(chunks[2].content.isEmpty)
    let lines = try Self.inflated(chunks[1].content, count: height * (width + 1))
    for row in 0..<height {
      let line = lines[row * (width + 1)..<(row + 1) * (width + 1)]
      #expect(line.first == 0 && line.dropFirst() == pixels[row * width..<(row + 1) * width])
    }
  }

  @Test func intensitiesAreClippedAndRounded() {
    let values: [Float] = [-0.5, 0, 0.5, 0.999, 1, 7, .nan, .infinity, -.infinity, 0.001]
    let image = GreyImage(width: 5, height: 2, intensities: values)
    #expect(image.pixels == [0, 0, 128, 255, 255, 255, 0, 255, 0, 0])
  }

  @Test func aGridHasMarginsAndAShorterLastRow() {
    let images = (1...3).map { index in
      GreyImage(width: 2, height: 1, pixels: [UInt8(index * 10), UInt8(index * 10 + 1)])
    }
    let grid = GreyImage.grid(images, columns: 2, margin: 1, background: 9)
    #expect(grid.width == 7 && grid.height == 5)
    #expect(
      grid.pixels == [
        9, 9, 9, 9, 9, 9, 9,
        9, 10, 11, 9, 20, 21, 9,
        9, 9, 9, 9, 9, 9, 9,
        9, 30, 31, 9, 9, 9, 9,
        9, 9, 9, 9, 9, 9, 9,
      ])
  }

  @Test func aGridWithoutMarginIsTheImagesSideBySide() {
    let images = [[1, 3], [2, 4]].map { GreyImage(width: 1, height: 2, pixels: $0) }
    let grid = GreyImage.grid(images, columns: 2, margin: 0)
    #expect(grid == GreyImage(width: 2, height: 2, pixels: [1, 2, 3, 4]))
  }
}
