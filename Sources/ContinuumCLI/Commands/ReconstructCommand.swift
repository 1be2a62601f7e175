import ArgumentParser
import Continuum

/// `continuum reconstruct RUN`.
struct ReconstructCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconstruct",
    abstract: "Draw test images and, below them, their reconstructions.",
    discussion: """
      The output is a PNG file with two rows of test images, each with a row of reconstructions from \
      z = mean below it. The images are the first ones; with --seed they are drawn.
      """)

  @OptionGroup
  var trained: TrainedRunOptions

  @OptionGroup(title: "Picture")
  var picture: PictureOptions

  @Option(help: "The folder with the data (default: the one that the run was trained on).")
  var data: String?

  func run(in environment: Environment) throws {
    try picture.draw(from: trained, data: data, in: environment, PictureRun.reconstruct)
  }
}
