/// One file of a zip archive, from the central directory.
struct ZipEntry {
  let name: String
  let isDeflated: Bool
  let checksum: UInt32
  let compressedSize: Int
  let size: Int
  let localHeader: Int
}
