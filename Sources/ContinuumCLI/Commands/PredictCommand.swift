import ArgumentParser
import Continuum

/// `continuum predict RUN`, or with the weights of a model.
struct PredictCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Write what a model says of samples.",
    discussion: """
      The input is an array of [N, 28, 28], [N, 28, 28, 1] or [N, 784], for norb [N, 96, 96, 2] or \
      [N, 18432], uint8 (divided by 255), float32 from 0 to 1, or bool; for rnn [N, 128, channels], float32, which a run \
      standardises with its statistics. It stands alone in a .npy, .npz or safetensors file. The \
      output is a .safetensors or .npz file with mean, log_variance, probabilities, reconstruction and, of \
      sequences, standard_deviation, as far as the family has them; values of sequences are in \
      standardised units.

      A run on one's own data reads what it could be trained on: an .npz (x, or its only array), an .npy, \
      a folder of .npy, a .csv with the same columns in any order, with labels or without, or a folder of \
      pictures. Values are prepared as those that the run was trained on.

      A .csv as output holds classes: row (from 0) or picture, class, probability and p(NAME) for each class.
      """)

  @Argument(
    help: ArgumentHelp(
      "The run's folder; without it, --model, --family and --weights.", valueName: "run"))
  var folder: String?

  @Option(help: "The file or folder with the samples.")
  var input: String

  @Option(help: "The file to write, .safetensors, .npz or, for classes, .csv.")
  var output: String

  @Option(help: "The checkpoint; best is there if the run had a validationShare.")
  var checkpoint = CheckpointStore.Link.last

  @Option(
    help: "dense, cnn, resnext, rnn, norb or m2, without a run.",
    transform: { try ModelName(option: $0) })
  var model: ModelName?

  @Option(Settings.Keys.family, help: "ss, es or eu, without a run.")
  var family: SemiSupervisedVAE.Family?

  @Option(help: "A safetensors file of weights, without a run.")
  var weights: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A setting of the model, without a run.", valueName: "key=value"),
    transform: SettingChange.argument)
  var changes: [SettingChange] = []

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    var prediction = PredictionRun(try source(), input: input, output: output)
    prediction.device = compute.device
    prediction.cache = environment.cache
    prediction.precision = precision.value()
    try compute.console.print(resultOf: prediction.run) { result in
      let tensors = result.tensors.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return "\(result.output): "
        + (tensors.isEmpty
          ? "classes of \(result.samples) samples" : tensors.joined(separator: ", "))
    }
  }

  private func source() throws -> PredictionRun.Source {
    let isModelGiven =
      model != nil || family != nil || weights != nil || !changes.isEmpty
    switch (folder, weights) {
    case (let folder?, _):
      guard !isModelGiven else {
        throw RunError.usage(
          setting: "model", found: "a run and a model", expected: "one of the two",
          advice: "a run has its own model; leave out --model, --family, --weights and --set")
      }
      return .run(folder, checkpoint)
    case (nil, let weights?):
      var settings = Settings(model?.dataset ?? .mnist, data: "", model: model)
      settings.family = family ?? settings.family
      settings.seed = compute.seed ?? settings.seed
      for change in changes { change(&settings) }
      return .weights(weights, settings)
    case (nil, nil):
      throw RunError.usage(
        setting: "model", found: "neither a run nor weights", expected: "one of the two",
        advice: "give the run's folder, or --model, --family and --weights FILE")
    }
  }
}
