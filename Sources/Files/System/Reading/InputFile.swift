import SystemPackage

/// A regular file that is open for reading by position; several threads may read at a time.
package final class InputFile: Sendable {
  package let path: String
  /// Bytes in the file when it was opened.
  package let size: Int
  /// When its content was last changed, as `seconds.nanoseconds`.
  package let modified: String
  private let descriptor: FileDescriptor

  /// - Throws: `notFound`; `badData` for what is not a regular file; `inputOutput`.
  package init(_ path: String) throws(FileError) {
    do throws(Errno) {
      // Opening a named pipe must not wait for a writer before it is refused.
      descriptor = try Errno.only {
        try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .nonBlocking])
      }
    } catch {
      throw .reading(path, "opening", error)
    }
    self.path = path
    let status: Stat
    do throws(Errno) {
      status = try Stat(descriptor)
    } catch {
      Self.close(descriptor)
      throw .reading(path, "reading its size", error)
    }
    size = Int(status.size)
    modified = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    // From here on `deinit` closes the file.
    let kind = FileKind(status)
    guard kind == .file else {
      throw .badData(
        path: path, found: kind == .folder ? "a folder" : "a special file", expected: "a file",
        advice: "give the path of a file")
    }
  }

  deinit { Self.close(descriptor) }

  /// Reads at most the size of the buffer from byte `offset` on; returns the number of bytes, which
  /// is 0 at the end of the file.
  package func read(
    upTo buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) -> Int {
    do throws(Errno) {
      return try Errno.only {
        try descriptor.read(fromAbsoluteOffset: Int64(offset), into: buffer)
      }
    } catch {
      throw .inputOutput(path: path, operation: "reading", reason: error.description)
    }
  }

  /// Fills the whole buffer from byte `offset` on.
  ///
  /// - Throws: `badData` where the file ends before, having become shorter since it was opened.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = try read(upTo: rest, at: offset + done)
      guard count > 0 else {
        throw .badData(
          path: path, found: "the end of the file at byte \(offset + done)",
          expected: "\(size) bytes, as when it was opened",
          advice: "leave the file alone while it is in use")
      }
      done += count
    }
  }

  /// The whole content, as long as the file was when it was opened.
  package func contents() throws(FileError) -> [UInt8] { try prefix(size) }

  /// The first bytes, at most `count` and at most as many as there were when it was opened.
  package func prefix(_ count: Int) throws(FileError) -> [UInt8] {
    var region = FileRegion(file: self, offset: 0)
    return try region.bytes(min(count, size))
  }

  private static func close(_ descriptor: FileDescriptor) {
    // Nothing was written that could be lost.
    try? descriptor.close()
  }
}
