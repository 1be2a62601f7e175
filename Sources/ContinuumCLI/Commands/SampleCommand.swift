import ArgumentParser
import Continuum

/// `continuum sample RUN`.
struct SampleCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw what the decoder makes of random codes.",
    discussion: """
      The output is a PNG file with a row for each class and a column for each z, drawn from the \
      standard normal distribution. For family eu, which has no classes, every place has its own z. \
      The default seed is that of the run.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @OptionGroup(title: "Picture")
  var picture: PictureOptions

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    try picture.draw(folder, data: nil, compute: compute, in: environment) { try $0.sample($1) }
  }
}
