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

  @OptionGroup
  var trained: TrainedRunOptions

  @OptionGroup(title: "Picture")
  var picture: PictureOptions

  func run(in environment: Environment) throws {
    try picture.draw(from: trained, in: environment, PictureRun.sample)
  }
}
