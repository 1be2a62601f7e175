import Foundation

/// A regular file that is open for reading, front to back or by position.
final class FileReader: Sendable {
  let path: String
  /// Bytes in the file when it was opened.
  let size: Int
  /// When its content was last changed: seconds and nanoseconds, as text.
  let changed: String
  private let descriptor: Int32

  init(_ path: String) throws(DatasetError) {
    // O_NONBLOCK: opening a named pipe must not wait for a writer before it is refused.
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw .notFound(path: path, advice: "check the path")
      }
      throw FileReader.failure(path, "opening")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .badData(
        path: path, found: "a folder or special file", expected: "a file",
        advice: "give the path of a file")
    }
    self.path = path
    self.size = Int(status.st_size)
    self.changed = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Reads up to the size of the buffer; returns the number of bytes, 0 at the end of the file.
  func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    while true {
      let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw FileReader.failure(path, "reading") }
    }
  }

  /// Fills the buffer from `offset` on, whatever has been read before; any thread may do so.
  ///
  /// - Throws: `badData` where the file ends before, having become shorter since it was opened.
  func read(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(DatasetError) {
    guard let base = buffer.baseAddress else { return }
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .badData(
          path: path, found: "the end of the file at byte \(offset + done)",
          expected: "\(size) bytes, as when it was opened",
          advice: "leave the file alone while it is in use")
      } else if errno != EINTR {
        throw FileReader.failure(path, "reading")
      }
    }
  }

  /// Goes back to the first byte.
  func rewind() throws(DatasetError) {
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw FileReader.failure(path, "rewinding") }
  }

  private static func failure(_ path: String, _ operation: String) -> DatasetError {
    .inputOutput(path: path, operation: operation, reason: String(cString: strerror(errno)))
  }
}

/// The content of a file in order, whether it is compressed or not.
protocol ByteStream: AnyObject {
  /// The file that errors name.
  var path: String { get }
  /// No content can be longer than this, as far as the size of the file tells.
  var largestPossibleSize: Int { get }

  /// Reads until the buffer is full or the content ends; returns the number of bytes.
  func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int
}

/// Opens a file as it is or, where it begins with gzip's magic number, inflated.
func openStream(_ path: String) throws(DatasetError) -> any ByteStream {
  let file = try FileReader(path)
  let start = try PlainStream(file).bytes(2)
  try file.rewind()
  return start == Gzip.magic ? try Gzip(file) : PlainStream(file)
}

/// A file as it is.
final class PlainStream: ByteStream {
  private let file: FileReader

  init(_ file: FileReader) { self.file = file }

  var path: String { file.path }
  var largestPossibleSize: Int { file.size }

  func read(upTo buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = try file.read(upTo: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      if count == 0 { break }
      done += count
    }
    return done
  }
}

extension ByteStream {
  /// The next bytes, at most `limit`, fewer where the content ends.
  func bytes(_ limit: Int) throws(DatasetError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: limit)
    var failure: DatasetError?
    let count = result.withUnsafeMutableBytes { buffer in
      do throws(DatasetError) {
        return try read(upTo: buffer)
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    if count < limit { result.removeLast(limit - count) }
    return result
  }
}
