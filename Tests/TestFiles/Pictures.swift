import Files

/// Writes a PNG file of 8 bits, and the folders above it; one channel is grey, three are RGB.
package func writePicture(
  _ path: String, height: Int, width: Int, channels: Int = 1, _ values: [UInt8]
) throws {
  let image = PNGImage(height: height, width: width, channels: channels, values: .uint8(values))
  try write(PNGFile.bytes(of: image), path)
}

/// Writes a PNG file of 16 bits, and the folders above it.
package func writePicture(
  _ path: String, height: Int, width: Int, channels: Int = 1, words: [UInt16]
) throws {
  let image = PNGImage(height: height, width: width, channels: channels, values: .uint16(words))
  try write(PNGFile.bytes(of: image), path)
}
