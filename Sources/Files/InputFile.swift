import Foundation

/// Something that gives its bytes in order, or an error; it never gives fewer than asked for.
protocol ByteSource {
  /// The file that errors name.
  var path: String { get }

  /// Fills the whole buffer with the next bytes.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArrayFileError)
}

extension ByteSource {
  /// The next `count` bytes, a number that the caller has bounded.
  mutating func bytes(_ count: Int) throws(ArrayFileError) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: count)
    var failure: ArrayFileError?
    result.withUnsafeMutableBytes { buffer in
      do throws(ArrayFileError) {
        try read(into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }
}

/// A regular file that is open for reading, with the size it had when it was opened.
final class InputFile {
  let path: String
  let size: Int
  private let descriptor: Int32

  init(_ path: String) throws(ArrayFileError) {
    // O_NONBLOCK: opening a named pipe must not wait for a writer before it is refused.
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .reading(path, "opening", code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .reading(path, "reading its size", code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .badData(
        path: path, found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a special file",
        expected: "a file", advice: "give the path of a file")
    }
    self.path = path
    self.size = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills the whole buffer from byte `offset` of the file.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(ArrayFileError) {
    guard let base = buffer.baseAddress else { return }
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, base + done, buffer.count - done, off_t(offset + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw .badData(
          path: path, found: "the end of the file at byte \(offset + done)",
          expected: "\(offset + buffer.count) bytes", advice: "copy or make the file again")
      } else if errno != EINTR {
        throw .reading(path, "reading", code: errno)
      }
    }
  }
}

/// The bytes of a file from `offset` on.
struct FileRegion: ByteSource {
  let file: InputFile
  var offset: Int

  var path: String { file.path }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    try file.read(into: buffer, at: offset)
    offset += buffer.count
  }
}

/// Reads little-endian unsigned numbers out of bytes that the caller has bounded.
func littleEndian(_ bytes: some Collection<UInt8>) -> UInt64 {
  bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
}
