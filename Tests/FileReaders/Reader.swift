import Files

/// A reader of files from outside, and the ways in which it is tried: by fuzzing, and with the corpus of
/// what fuzzing has found.
package struct Reader: Sendable, CustomStringConvertible {
  package let name: String
  /// Where its input is in the working folder, for example `checkpoints/index.json`.
  package let file: String
  /// Writes what must be around the input into the working folder, once.
  package let prepare: @Sendable (_ folder: String) throws -> Void
  /// The valid files that fuzzing begins with, made by means of a working folder.
  package let seeds: @Sendable (_ folder: String) throws -> [[UInt8]]
  /// The ways in which the file is read; each may throw its typed error.
  private let readings: [@Sendable (_ path: String) throws -> Void]

  package init(
    _ name: String, file: String,
    prepare: @escaping @Sendable (_ folder: String) throws -> Void = { _ in },
    seeds: @escaping @Sendable (_ folder: String) throws -> [[UInt8]],
    readings: [@Sendable (_ path: String) throws -> Void]
  ) {
    self.name = name
    self.file = file
    self.prepare = prepare
    self.seeds = seeds
    self.readings = readings
  }

  package var description: String { name }

  /// Reads a file in every way: each must succeed or throw a typed error about the content, of one line.
  ///
  /// - Returns: what is wrong; nil where nothing is.
  package func fault(at path: String) -> String? {
    for reading in readings {
      do {
        try reading(path)
      } catch {
        guard let known = error as? any ClassifiedError, [.badData, .usage].contains(known.kind)
        else { return "\(name) throws \(type(of: error)): \(error)" }
        let text = "\(error)"
        guard text == text.onOneLine else {
          return "\(name): an error of several lines: \(text)"
        }
      }
    }
    return nil
  }
}

/// What was read is not what was written.
package struct Mismatch: Error {
  let what: String

  package init(_ what: String) { self.what = what }
}
