/// A reader under test: what it reads, and the files that fuzzing begins with.
package struct Reader: Sendable {
  package let name: String
  /// Where its input is in the working folder, for example `checkpoints/index.json`.
  package let file: String
  /// Writes what must be around the input into the working folder, once.
  let prepare: @Sendable (_ folder: String) throws -> Void
  /// The valid files that fuzzing begins with.
  package let seeds: @Sendable () throws -> [[UInt8]]
  /// The ways in which the file is read; each may throw its typed error.
  let readings: [@Sendable (_ path: String) throws -> Void]

  package init(
    _ name: String, file: String,
    prepare: @escaping @Sendable (_ folder: String) throws -> Void = { _ in },
    seeds: @escaping @Sendable () throws -> [[UInt8]],
    readings: [@Sendable (_ path: String) throws -> Void]
  ) {
    self.name = name
    self.file = file
    self.prepare = prepare
    self.seeds = seeds
    self.readings = readings
  }
}
