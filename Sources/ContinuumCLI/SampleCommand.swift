import ArgumentParser
import Continuum

/// `continuum sample RUN`.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw what the decoder makes of random codes.",
    discussion: """
      The output is a PNG file with a row for each class and a column for each z, drawn from the \
      standard normal distribution. For family eu, which has no classes, every place has its own z. \
      The default seed is that of the run.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @Option(help: "The PNG file to write.")
  var output: String

  @Option(help: "last or best.")
  var checkpoint = "last"

  @Option(help: "The number of columns.")
  var count = PictureRun.defaultCount

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run() throws {
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    var picture = PictureRun(folder, output: output)
    picture.checkpoint = try CheckpointStore.Link(argument: checkpoint)
    picture.count = count
    picture.device = compute.device
    picture.seed = compute.seed
    let result = try picture.sample(display.show)
    try console.print(
      result,
      text: "\(result.output): \(result.width) × \(result.height) pixels, checkpoint "
        + "\(result.checkpoint) of step \(result.step)")
  }
}
