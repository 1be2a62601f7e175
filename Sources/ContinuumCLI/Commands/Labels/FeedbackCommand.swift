import ArgumentParser
import Continuum

/// `continuum feedback RUN`.
struct FeedbackCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "feedback", abstract: "Train a run on with detections that were right or wrong.",
    discussion: """
      A false positive is a sample with a high anomaly score that is no anomaly, a false negative an \
      anomaly with a low one. Both become classes of pi, beside those that the run has; a run of family \
      eu gets a pi of three classes, the third of which is all its training rows. A new run goes on from \
      the run's weights, for as many passes, and continuum score RUN2 adjusts its scores x as \
      (1 - p_fp) / (1 - p_fn) x.

      The files name one row a line, by the number or the path that continuum score prints first, with \
      the same --input; what follows a tab does not count. Without --input the rows are those of the \
      test part.
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String

  @Option(help: ArgumentHelp("The rows that are no anomalies.", valueName: "file"))
  var falsePositives: String?

  @Option(help: ArgumentHelp("The rows that are anomalies.", valueName: "file"))
  var falseNegatives: String?

  @Option(help: "The file or folder with the samples (default: the test samples of the data).")
  var input: String?

  @Option(help: "The folder or file with the data (default: the one that the run was trained on).")
  var data: String?

  @Option(help: "The checkpoint; best is there if the run had a validationShare.")
  var checkpoint = CheckpointStore.Link.last

  @Option(help: "The new run's folder (default: the run's name with -feedback).")
  var output: String?

  @Flag(help: "Continue the new run that is there.")
  var resume = false

  @Flag(help: "Remove the new run that is there and begin anew.")
  var overwrite = false

  @Option(
    changing: Settings.Keys.epochs,
    help: "Passes over the data of the new run (default: the run's).")
  var epochs: SettingChange?

  @Option(changing: Settings.Keys.maxSteps, help: "Steps of the new run, where that is fewer.")
  var maxSteps: SettingChange?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Any setting of the new run, as key=value.", valueName: "key=value"),
    transform: SettingChange.argument)
  var changes: [SettingChange] = []

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    var feedback = FeedbackRun(folder)
    feedback.falsePositives = falsePositives
    feedback.falseNegatives = falseNegatives
    feedback.input = input
    feedback.data = data
    feedback.checkpoint = checkpoint
    feedback.cache = environment.cache
    feedback.output = output
    feedback.opening = try RunDirectory.Opening(resumes: resume, overwrites: overwrite)
    feedback.changes =
      try [epochs, maxSteps, precision.precision].compactMap { $0 }
      + compute.changes + changes
    let request = try feedback.request()
    try TrainCommand.train(request, compute.console)
  }
}
