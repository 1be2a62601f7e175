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

  @OptionGroup
  var trained: TrainedRunOptions

  @OptionGroup(title: "Picture")
  var picture: PictureOptions

  @Option(help: "The folder with the data (default: the one that the run was trained on).")
  var data: String?

  func run(in environment: Environment) throws {
    try picture.draw(from: trained, data: data, in: environment, PictureRun.traverse)
  }
}
