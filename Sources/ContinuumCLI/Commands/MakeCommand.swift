import ArgumentParser
import Continuum

/// `continuum data make small-norb`: renders the stand-in.
struct MakeCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Render the stand-in for Small-NORB, in its file format.",
    discussion: """
      Writes 48,600 stereo pairs of drawn toys into small-norb/ below --data, about 900 MB. Placement, \
      size, exposure and noise are drawn for each pair, from --seed. The pairs are no photographs: \
      results on them are no results on Small-NORB.
      """)

  @Argument(help: "small-norb.")
  var name: String

  @Option(help: "The folder below which small-norb/ is made (default: CONTINUUM_DATA).")
  var data: String?

  @Option(parsing: .unconditional, help: "Pairs in each of the two parts, fewer for trials.")
  var pairs = StandInData.pairsPerPart

  @Flag(help: "Replace the rendered stand-in that is there.")
  var overwrite = false

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    guard name == DatasetName.smallNORB.rawValue else {
      throw RunError.usage(
        setting: "data set", found: "'\(name)'", expected: DatasetName.smallNORB.rawValue,
        advice: "the other data sets are published")
    }
    let parent = try environment.folder(data, expected: "the folder to make small-norb/ in")
    let document = Document(
      dataset: "rendered stand-in", folder: "\(parent)/\(name)", seed: compute.seed ?? 0)
    try compute.console.print(
      resultOf: { report in
        try StandInData.make(
          in: document.folder, seed: document.seed, device: compute.device ?? "auto",
          replacing: overwrite, pairsPerPart: pairs, cache: environment.cache, stop: StopSignal(),
          report)
        return document
      }, text: { "\($0.dataset): \($0.folder), seed \($0.seed)" })
  }

  private struct Document: Encodable {
    let dataset: String
    let folder: String
    let seed: UInt64
  }
}
