import ArgumentParser
import Continuum
import Foundation

/// `continuum data`: the files of data sets.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Make or check the files of a data set.",
    subcommands: [MakeCommand.self, VerifyCommand.self])
}

/// `continuum data make small-norb`: renders the stand-in.
struct MakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Render the stand-in for Small-NORB, in its file format.",
    discussion: """
      Writes 48,600 stereo pairs of drawn toys into small-norb/ below --data, about 900 MB. They are no \
      photographs: results on them are no results on Small-NORB.
      """)

  @Argument(help: "small-norb.")
  var name: String

  @Option(help: "The folder below which small-norb/ is made (default: CONTINUUM_DATA).")
  var data: String?

  @Option(help: "Pairs in each of the two parts, fewer for trials.")
  var pairs = StandIn.pairsPerPart

  @Flag(help: "Replace the rendered stand-in that is there.")
  var overwrite = false

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run() throws {
    guard name == DatasetName.smallNORB.rawValue else {
      throw RunError.usage(
        setting: "data set", found: "'\(name)'", expected: DatasetName.smallNORB.rawValue,
        advice: "the other data sets are published")
    }
    guard let folder = data ?? ProcessInfo.processInfo.environment["CONTINUUM_DATA"] else {
      throw RunError.usage(
        setting: "data", found: "no folder", expected: "the folder to make small-norb/ in",
        advice: "give --data DIR")
    }
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    defer { display.clear() }
    let place = "\(folder)/\(name)"
    let seed = compute.seed ?? 0
    try StandInData.make(
      in: place, seed: seed, device: compute.device ?? "auto", replacing: overwrite,
      pairsPerPart: pairs, stop: StopSignal(), display.show)
    display.clear()
    try console.print(
      Document(dataset: "rendered stand-in", folder: place, seed: seed),
      text: "rendered stand-in: \(place), seed \(seed)")
  }

  private struct Document: Encodable {
    let dataset: String
    let folder: String
    let seed: UInt64
  }
}

/// `continuum data verify NAME`: compares files with their known checksums.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Compare a data set's files with their known checksums.")

  @Argument(help: "mnist, fashion-mnist, uci-har or small-norb.")
  var name: String

  @Option(help: "The folder with the data (default: CONTINUUM_DATA).")
  var data: String?

  @Flag(help: "Print one JSON document on standard output and nothing else there.")
  var json = false

  func run() throws {
    let dataset = try DatasetName(argument: name, of: "data set")
    guard let folder = data ?? ProcessInfo.processInfo.environment["CONTINUUM_DATA"] else {
      throw RunError.usage(
        setting: "data", found: "no folder", expected: "the folder that holds \(name)/",
        advice: "give --data DIR or set CONTINUUM_DATA")
    }
    let files = try dataset.verify(at: folder)
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
      Document(dataset: name, files: files.map(Document.File.init)),
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
