import CPNG

/// An open PNG file of grey or RGB pixels, which several threads may decode at a time.
///
/// Values are read as they are stored: colour profiles and gamma do not change them.
package struct PNGReader: Sendable {
  package let header: PNGHeader
  private let file: InputFile

  /// The largest file that is read, and the most bytes of decoded values: 1 GiB.
  package static let largestByteCount = 1 << 30

  /// Opens a file and reads its header.
  ///
  /// - Throws: `notFound`; `badData` for what is no PNG picture, has transparency, is above the
  ///   limits, or is too short for its size; `inputOutput`.
  package init(_ path: String) throws(FileError) {
    let file = try InputFile(path)
    let header = try PNGHeader(of: file)
    switch header.color {
    case .greyAlpha, .rgbAlpha: throw .transparentPNG(path, "an alpha channel")
    case .grey, .rgb, .palette: break
    }
    if header.hasTransparentColors { throw .transparentPNG(path, "transparent colours") }
    let most = max(file.size, header.byteCount)
    guard most <= Self.largestByteCount else {
      throw .badData(
        path: path, found: "\(most) bytes, of the file or of its pixels",
        expected: "at most \(Self.largestByteCount)", advice: "make the picture smaller")
    }
    guard header.packedByteCount / Inflater.largestRatio <= file.size else {
      throw .truncatedPNG(path, byteCount: file.size)
    }
    self.file = file
    self.header = header
  }

  /// Decodes the picture to `header.byteCount` bytes: rows from the top, in each row pixels from the
  /// left, in each pixel its channels.
  ///
  /// Values of 16 bits are in the machine's byte order; grey of 1, 2 or 4 bits is scaled to 0…255.
  ///
  /// - Throws: `badData` for a damaged or truncated file, `inputOutput`; what the buffer then holds
  ///   is of no use.
  package func decode(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    guard buffer.count == header.byteCount, let values = buffer.baseAddress else {
      preconditionFailure(
        "decoding \(file.path): a buffer of \(buffer.count) bytes for \(header.byteCount)")
    }
    let bytes = try file.contents()
    let layout = CPNGLayout(
      height: header.height, width: header.width, channels: header.channels,
      bytesPerValue: header.bytesPerValue)
    var message = PNGMessage()
    switch CPNGDecode(bytes, bytes.count, layout, values, &message.characters, PNGMessage.size) {
    case .done: break
    case .truncated: throw .truncatedPNG(file.path, byteCount: bytes.count)
    case .transparent: throw .transparentPNG(file.path, "transparent colours")
    case .otherLayout: throw .damagedPNG(file.path, "another header than when it was opened")
    case .failed: throw .damagedPNG(file.path, message.text)
    }
  }

  /// Decodes the picture to an array.
  ///
  /// - Throws: as `decode(into:)`.
  package func image() throws(FileError) -> PNGImage {
    let values: PNGImage.Values =
      header.bytesPerValue == 1
      ? .uint8(try decoded(repeating: 0)) : .uint16(try decoded(repeating: 0))
    return PNGImage(
      height: header.height, width: header.width, channels: header.channels, values: values)
  }

  private func decoded<Value>(repeating zero: Value) throws(FileError) -> [Value] {
    var values = [Value](repeating: zero, count: header.valueCount)
    var failure: FileError?
    values.withUnsafeMutableBytes { buffer in
      do throws(FileError) {
        try decode(into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }
}
