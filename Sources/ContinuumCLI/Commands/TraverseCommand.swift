import ArgumentParser
import Continuum

/// `continuum traverse RUN`.
struct TraverseCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "traverse", abstract: "Draw what each latent dimension changes.",
    discussion: """
      The output is a PNG file with a row for each of the ten latent dimensions with the largest KL \
      divergence and a column for each value from -3 to 3; the other dimensions keep the values of \
      one test image's code.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @OptionGroup(title: "Picture")
  var picture: PictureOptions

  @Option(help: "The folder with the data (default: the one that the run was trained on).")
  var data: String?

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    try picture.draw(folder, data: data, compute: compute, in: environment) { try $0.traverse($1) }
  }
}
