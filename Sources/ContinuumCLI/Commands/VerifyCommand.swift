import ArgumentParser
import Continuum

/// `continuum data verify NAME`: compares files with their known checksums.
struct VerifyCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare a data set's files with their known checksums.")

  @Argument(help: "The data set.")
  var name: DatasetName

  @Option(help: "The folder with the data (default: CONTINUUM_DATA).")
  var data: String?

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false

  func run(in environment: Environment) throws {
    let folder = try environment.folder(data, expected: "the folder that holds \(name.rawValue)/")
    let files = try name.verify(
      at: folder, DatasetOptions(cacheDirectory: environment.cache.datasets))
    let lines = files.map { file in
      let outcome =
        if file.isKnown {
          "as published"
        } else if file.expected != nil {
          "differs"
        } else {
          file.remark ?? "not compressed, no known checksum"
        }
      return "\(file.path): \(outcome)"
    }
    try Console(isJSON: json).print(
      Document(dataset: name.rawValue, files: files.map(Document.File.init)),
      text: lines.joined(separator: "\n"))
    for file in files {
      guard let expected = file.expected, !file.isKnown else { continue }
      throw DatasetError.badData(
        path: file.path, found: "SHA-256 \(file.found)", expected: expected,
        advice: "download the file again")
    }
  }

  private struct Document: Encodable {
    struct File: Encodable {
      let path: String
      let sha256: String
      let expected: String?
      let isKnown: Bool
      let remark: String?

      init(_ file: VerifiedFile) {
        path = file.path
        sha256 = file.found
        expected = file.expected
        isKnown = file.isKnown
        remark = file.remark
      }
    }

    let dataset: String
    let files: [File]
  }
}
