import FileReaders
import Foundation
import RunReaders
import TestFiles
import Testing

/// Each reader on the files that fuzzing begins with, on those that it has found, and on some that lead it
/// far: it succeeds or throws a typed error of one line.
@Suite struct CorpusTests {
  @Test(arguments: arrayReaders + datasetReaders + runReaders)
  func aReaderReadsOrSaysWhatIsWrong(_ reader: Reader) throws {
    try withFolder { folder in
      let path = "\(folder)/\(reader.file)"
      try write([], path)
      try reader.prepare(folder)
      for (index, seed) in try reader.seeds(folder).enumerated() {
        try write(seed, path)
        #expect(reader.fault(at: path) == nil, "seed \(index)")
      }
      for (name, input) in try corpus(of: reader) {
        try write(input, path)
        #expect(reader.fault(at: path) == nil, "\(name)")
      }
    }
  }

  /// The committed files for a reader, by their names.
  private func corpus(of reader: Reader) throws -> [(name: String, input: [UInt8])] {
    let fixtures = try #require(Bundle.module.resourceURL)
    let folder = fixtures.appendingPathComponent("Fixtures/Corpus/\(reader.name)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.map { ($0, Array(try Data(contentsOf: folder.appendingPathComponent($0)))) }
  }
}
