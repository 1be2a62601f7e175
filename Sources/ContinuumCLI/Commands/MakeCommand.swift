import ArgumentParser
import Continuum

/// `continuum data make small-norb`: renders the stand-in.
struct MakeCommand: EnvironmentCommand {
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

  @Option(parsing: .unconditional, help: "Pairs in each of the two parts, fewer for trials.")
  var pairs = StandIn.pairsPerPart

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
    guard let folder = data ?? environment.data else {
      throw RunError.usage(
        setting: "data", found: "no folder", expected: "the folder to make small-norb/ in",
        advice: "name the folder")
    }
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    defer { display.clear() }
    let place = "\(folder)/\(name)"
    let seed = compute.seed ?? 0
    try StandInData.make(
      in: place, seed: seed, device: compute.device ?? "auto", replacing: overwrite,
      pairsPerPart: pairs, cache: environment.cache, stop: StopSignal(), display.show)
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
