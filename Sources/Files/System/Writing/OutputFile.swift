import SystemPackage

/// A file that is being written, front to back.
package final class OutputFile {
  /// The path that errors name.
  package let path: String
  let descriptor: FileDescriptor
  private let fileSystem: FileSystem
  private var isOpen = true

  /// Takes over an open descriptor, which is closed with the object.
  package init(descriptor: Int32, path: String, on fileSystem: FileSystem = FileSystem()) {
    self.path = path
    self.descriptor = FileDescriptor(rawValue: descriptor)
    self.fileSystem = fileSystem
  }

  deinit {
    // `finish` is what reports a failure; an object that goes away before is given up.
    if isOpen { try? fileSystem.close(descriptor) }
  }

  /// Appends bytes.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      do throws(Errno) {
        let count = try fileSystem.write(rest, to: descriptor)
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      } catch {
        throw .writing(path, "writing", error)
      }
    }
  }

  /// Appends bytes.
  package func append(_ bytes: [UInt8]) throws(FileError) {
    try bytes.withBytes { (buffer) throws(FileError) in try append(buffer) }
  }

  /// Appends text as UTF-8.
  package func append(_ text: String) throws(FileError) {
    try append(Array(text.utf8))
  }

  /// Waits until the bytes are on the disk.
  package func synchronize() throws(FileError) {
    do throws(Errno) {
      try fileSystem.synchronize(descriptor)
    } catch {
      throw .writing(path, "synchronising", error)
    }
  }

  /// Closes the file. To be called once.
  package func close() throws(FileError) {
    // Linux releases the descriptor whatever close reports, so it must not be closed again.
    isOpen = false
    do throws(Errno) {
      try fileSystem.close(descriptor)
    } catch {
      throw .writing(path, "closing", error)
    }
  }
}

extension Array {
  /// `withUnsafeBytes` with a typed error.
  package func withBytes<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    withUnsafeBytes { buffer in
      do throws(Failure) {
        try body(buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}
