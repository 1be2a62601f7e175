import ArgumentParser
import Continuum

/// `continuum reconstruct RUN`.
struct ReconstructCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruct",
    abstract: "Draw test images and, below them, their reconstructions.",
    discussion: """
      The output is a PNG file with two rows of test images, each with a row of reconstructions from \
      z = mean below it. The images are the first ones; with --seed they are drawn.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @Option(help: "The PNG file to write.")
  var output: String

  @Option(help: "The folder with the data (default: the one that the run was trained on).")
  var data: String?

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
    picture.data = data
    picture.checkpoint = try CheckpointStore.Link(argument: checkpoint)
    picture.count = count
    picture.device = compute.device
    picture.seed = compute.seed
    let result = try picture.reconstruct(display.show)
    try console.print(
      result,
      text: "\(result.output): \(result.width) × \(result.height) pixels, checkpoint "
        + "\(result.checkpoint) of step \(result.step)")
  }
}
