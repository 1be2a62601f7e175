package import Basics
package import Files

/// The outcomes of a self-check, remembered between processes.
///
/// A file among the compiled kernels, under the hash of device, driver and the kernels' text: a new
/// version of the driver or of the library checks again.
package struct SelfCheckRecord: Sendable {
  private let path: String

  /// - Parameter directory: the folder with compiled kernels.
  package init(_ fingerprint: StableHash, in directory: String) {
    path = "\(directory)/\(fingerprint.hexadecimal).check.json"
  }

  /// What is remembered; nil where nothing is, or where the file cannot be read: the check is then done
  /// again.
  package func outcomes() -> [SelfCheckOutcome]? {
    do throws(FileError) {
      return try JSONFile.read([SelfCheckOutcome].self, from: path)
    } catch {
      return nil
    }
  }

  /// Remembers outcomes.
  ///
  /// - Throws: `FileError` where the file cannot be written.
  package func keep(_ outcomes: [SelfCheckOutcome]) throws(FileError) {
    try Folder.create(Folder.containing(path))
    try JSONFile.write(outcomes, to: path)
  }
}
