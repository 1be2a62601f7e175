/// The bytes of a file from `offset` on.
struct FileRegion: ByteSource {
  let file: InputFile
  var offset: Int

  var path: String { file.path }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    try file.read(into: buffer, at: offset)
    offset += buffer.count
  }
}
