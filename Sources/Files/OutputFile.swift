import Foundation

/// A file that is being written, front to back.
public final class OutputFile {
  /// The path that errors name.
  public let path: String
  private var descriptor: Int32

  /// Takes over an open descriptor; it is closed with the object.
  package init(descriptor: Int32, path: String) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends bytes.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(ArrayFileError) {
    guard let base = bytes.baseAddress else { return }
    var done = 0
    while done < bytes.count {
      let count = Foundation.write(descriptor, base + done, bytes.count - done)
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw .writing(path, "writing", code: errno)
      }
    }
  }

  /// Appends bytes.
  public func append(_ bytes: [UInt8]) throws(ArrayFileError) {
    var failure: ArrayFileError?
    bytes.withUnsafeBytes { buffer in
      do throws(ArrayFileError) {
        try append(buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Appends text as UTF-8.
  public func append(_ text: String) throws(ArrayFileError) {
    try append(Array(text.utf8))
  }

  /// Waits until the bytes are on the disk, and closes the file.
  func finish() throws(ArrayFileError) {
    guard fsync(descriptor) == 0 else { throw .writing(path, "synchronising", code: errno) }
    let result = close(descriptor)
    let code = errno
    // Linux releases the descriptor whatever close reports, so it must not be closed again.
    descriptor = -1
    guard result == 0 else { throw .writing(path, "closing", code: code) }
  }
}
