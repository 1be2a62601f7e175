import Foundation
import SystemPackage

extension InputFile {
  /// A temporary file with what `body` appends. It loses its name as soon as it is open: the system frees it
  /// with the last reference, also when the process dies.
  ///
  /// - Parameters:
  ///   - size: the bytes that will be appended.
  ///   - folder: nil for `TMPDIR`, else `/var/tmp`: unlike `/tmp` it is not kept in memory.
  /// - Throws: `cannotCreate`; `inputOutput` where the disk has less than `size` bytes left; what
  ///   `body` throws.
  static func temporary(
    size: Int, in folder: String? = nil, on fileSystem: FileSystem = FileSystem(),
    _ body: (OutputFile) throws(FileError) -> Void
  ) throws(FileError) -> InputFile {
    let given = folder ?? ProcessInfo.processInfo.environment["TMPDIR"]
    let place = given.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/var/tmp"
    let (descriptor, path) = try AtomicFile.createTemporary(nextTo: "\(place)/continuum") {
      (name) throws(Errno) in
      try fileSystem.open(name, [.create, .exclusiveCreate, .noFollow])
    }
    let output = OutputFile(descriptor: descriptor.rawValue, path: path, on: fileSystem)
    let input: InputFile
    do throws(FileError) {
      input = try InputFile(path)
    } catch {
      // The first error is the one to report.
      try? fileSystem.removeFile(path)
      throw error
    }
    do throws(Errno) {
      try fileSystem.removeFile(path)
    } catch {
      throw .writing(path, "removing", error)
    }
    try FreeSpace.check(
      size, on: output.descriptor, for: "\(place) (set TMPDIR to use another folder)")
    try body(output)
    try output.close()
    return input
  }
}
