import SystemPackage

/// A file that grows: each addition is on the disk when the call returns, or the file ends as before.
package enum AppendedFile {
  /// Appends text as UTF-8; a file that is not there, or is empty, first gets `header`.
  ///
  /// - Throws: `cannotCreate` or `inputOutput`; the file then ends as before.
  package static func append(
    _ text: String, to path: String, header: String, on fileSystem: FileSystem = FileSystem()
  ) throws(FileError) {
    let descriptor: FileDescriptor
    do throws(Errno) {
      descriptor = try fileSystem.open(path, [.create, .append])
    } catch {
      throw .creating(path, error)
    }
    let file = OutputFile(descriptor: descriptor.rawValue, path: path, on: fileSystem)
    let end: Int
    do throws(Errno) {
      end = Int(try Errno.only { try descriptor.seek(offset: 0, from: .end) })
    } catch {
      throw .writing(path, "seeking", error)
    }
    do throws(FileError) {
      try file.append((end == 0 ? header : "") + text)
      try file.synchronize()
      // A new file's name is on the disk only with its folder.
      if end == 0 { try Folder.synchronize(Folder.containing(path), on: fileSystem) }
    } catch {
      // Half a line must not stay; were even this to fail, what reads the file drops it.
      try? fileSystem.resize(descriptor, to: end)
      throw error
    }
    try file.close()
  }
}
