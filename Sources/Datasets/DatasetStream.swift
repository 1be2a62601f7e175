import Files

/// The content of a data set's file in order, inflated where the file is compressed.
final class DatasetStream {
  private let stream: any ByteStream

  init(_ stream: any ByteStream) { self.stream = stream }

  /// Opens a file as it is or, where it begins with gzip's magic number, inflated.
  convenience init(_ path: String) throws(DatasetError) {
    self.init(
      try DatasetError.files { () throws(FileError) in
        try Gzip.openStream(path, advice: DatasetError.fetchAgain)
      })
  }

  /// The file that errors name.
  var path: String { stream.path }
  /// An upper bound of the content's bytes, from the size of the file.
  var largestPossibleSize: Int { stream.largestPossibleSize }

  /// Reads until the buffer is full or the content ends; returns the number of bytes.
  func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    try DatasetError.files { () throws(FileError) in try stream.read(upTo: buffer) }
  }

  /// Refuses content that is known to be of another format; what is of no known kind passes.
  ///
  /// - Parameter start: the bytes that were read, the first ones of the content.
  func checkSignature(
    after start: [UInt8], is wanted: FileSignature, expected: String
  ) throws(DatasetError) {
    let more = try bytes(max(0, FileSignature.length - start.count))
    guard let other = FileSignature(start + more), other != wanted else { return }
    throw .badData(
      path: path, found: other.rawValue, expected: expected,
      advice: other.advice ?? DatasetError.fetchAgain)
  }

  /// The next bytes, at most `limit`, fewer where the content ends.
  func bytes(_ limit: Int) throws(DatasetError) -> [UInt8] {
    try DatasetError.files { () throws(FileError) in try stream.bytes(limit) }
  }
}
