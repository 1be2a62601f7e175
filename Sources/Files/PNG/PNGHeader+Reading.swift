extension PNGHeader {
  /// The longest side that is read; products of such sides do not overflow.
  package static let longestSide = 65_536

  /// Reads what comes before the pixels: some hundred bytes.
  ///
  /// - Throws: `badData` for a file that is no PNG picture, which is named as what it is, for a
  ///   damaged header, and for sides of 0 or above `longestSide`; `inputOutput`.
  package init(of file: InputFile) throws(FileError) {
    let path = file.path
    let start = try PlainStream(file).bytes(FileSignature.length)
    guard start.starts(with: Self.signature) else { throw .noPNG(path, start) }
    guard start.count >= Self.length else { throw .truncatedPNG(path, byteCount: file.size) }
    // The chunk IHDR: the length of its content, its name, the content, and the CRC-32 of both.
    guard start[8..<16].elementsEqual([0, 0, 0, 13] + Array("IHDR".utf8)),
      bigEndian(start[29..<33]) == Int(CRC32.of(Array(start[12..<29])))
    else { throw .damagedPNG(path, "IHDR: CRC error") }
    let bitDepth = Int(start[24])
    guard let color = Color(rawValue: start[25]), color.bitDepths.contains(bitDepth) else {
      throw .damagedPNG(path, "IHDR: colour type \(start[25]) with \(bitDepth) bits")
    }
    let width = bigEndian(start[16..<20])
    let height = bigEndian(start[20..<24])
    for side in [width, height] where !(1...Self.longestSide).contains(side) {
      throw .badData(
        path: path, found: "a picture of \(width) × \(height) pixels",
        expected: "sides from 1 to \(Self.longestSide)",
        advice: "replace it, or remove it")
    }
    self.init(
      height: height, width: width, color: color, bitDepth: bitDepth,
      hasTransparentColors: try Self.hasTransparentColors(file))
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Bytes of the signature and the chunk IHDR.
  private static let length = 33
  /// The chunks before the pixels that are looked at; the decoder sees a tRNS chunk behind them.
  private static let mostChunks = 100

  /// Whether the chunk tRNS is among those between IHDR and the pixels, which are in IDAT.
  private static func hasTransparentColors(_ file: InputFile) throws(FileError) -> Bool {
    var region = FileRegion(file: file, offset: length)
    for _ in 0..<mostChunks where region.offset + 8 <= file.size {
      let start = try region.bytes(8)
      let kind = start[4...]
      if kind.elementsEqual("tRNS".utf8) { return true }
      if kind.elementsEqual("IDAT".utf8) { return false }
      // Over the content and its checksum.
      region.offset += bigEndian(start[..<4]) + 4
    }
    return false
  }
}

/// The value of four bytes, the most significant first.
private func bigEndian(_ bytes: some Sequence<UInt8>) -> Int {
  bytes.reduce(0) { $0 << 8 | Int($1) }
}
