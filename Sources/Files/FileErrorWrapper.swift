/// An error one case of which is a failure of a file.
package protocol FileErrorWrapper: Error {
  static func file(_ error: FileError) -> Self
}

extension FileErrorWrapper {
  /// Runs `body`, turning its error into this type.
  package static func files<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(Self) -> Result {
    do throws(FileError) {
      return try body()
    } catch {
      throw .file(error)
    }
  }
}
