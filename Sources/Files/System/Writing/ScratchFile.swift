import SystemPackage

/// A file without a name, for what does not fit into memory: written and read by position, by several
/// threads at a time, and gone with the last reference or with the process.
package final class ScratchFile: Sendable {
  private let path: String
  private let descriptor: FileDescriptor
  private let fileSystem: FileSystem

  /// Creates an empty file in a folder.
  ///
  /// - Parameter size: the bytes that the folder's disk must have left.
  /// - Throws: `cannotCreate`; `inputOutput` where the disk has less left.
  package init(
    in folder: String, size: Int, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    self.fileSystem = fileSystem
    path = "\(folder)/continuum-\(UInt64.random(in: 0 ... .max)).scratch"
    do throws(Errno) {
      descriptor = try fileSystem.createPrivate(path)
    } catch {
      throw .creating(path, error)
    }
    // From here on `deinit` closes the file.
    do throws(Errno) {
      try fileSystem.removeFile(path)
    } catch {
      throw .writing(path, "removing", error)
    }
    try FreeSpace.check(size, on: descriptor, for: path)
  }

  deinit {
    // Nothing is to be kept.
    try? fileSystem.close(descriptor)
  }

  /// Writes all bytes, from byte `offset` on.
  ///
  /// - Throws: `diskFull`, `inputOutput`.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      do throws(Errno) {
        done += try fileSystem.write(rest, to: descriptor, at: offset + done)
      } catch {
        throw .writing(path, "writing", error)
      }
    }
  }

  /// Fills the whole buffer from byte `offset` on.
  ///
  /// - Throws: `inputOutput`, also where nothing was written there.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let place = Int64(offset + done)
      let count: Int
      do throws(Errno) {
        count = try Errno.only { try descriptor.read(fromAbsoluteOffset: place, into: rest) }
      } catch {
        throw .inputOutput(path: path, operation: "reading", reason: error.description)
      }
      guard count > 0 else {
        throw .inputOutput(
          path: path, operation: "reading", reason: "it ends at byte \(offset + done)")
      }
      done += count
    }
  }
}
