import ArgumentParser
import Continuum

/// `continuum predict RUN`, or with the weights of a model.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Write what a model says of samples.",
    discussion: """
      The input is an array of [N, 28, 28], [N, 28, 28, 1] or [N, 784], for norb [N, 96, 96, 2] or \
      [N, 18432], uint8 (divided by 255) or float32; for rnn [N, 128, channels], float32, which a run \
      standardises with its statistics. It stands alone in a .npy, .npz or safetensors file. The \
      output is a safetensors file with mean, log_variance, probabilities, reconstruction and, of \
      sequences, standard_deviation, as far as the family has them; values of sequences are in \
      standardised units.
      """)

  @Argument(
    help: ArgumentHelp(
      "The run's folder; without it, --model, --family and --weights.", valueName: "run"))
  var folder: String?

  @Option(help: "The file with the samples.")
  var input: String

  @Option(help: "The safetensors file to write.")
  var output: String

  @Option(help: "last or best.")
  var checkpoint = "last"

  @Option(help: "dense, cnn, rnn or norb, without a run.")
  var model: String?

  @Option(help: "ss, es or eu, without a run.")
  var family: String?

  @Option(help: "A safetensors file of weights, without a run.")
  var weights: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A setting of the model, without a run.", valueName: "key=value"))
  var assignments: [String] = []

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run() throws {
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    var prediction = PredictionRun(try source(), input: input, output: output)
    prediction.device = compute.device
    prediction.precision = try precision.value()
    let result = try prediction.run(display.show)
    let tensors = result.tensors.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    try console.print(result, text: "\(result.output): \(tensors.joined(separator: ", "))")
  }

  private func source() throws -> PredictionRun.Source {
    let isModelGiven =
      model != nil || family != nil || weights != nil || !assignments.isEmpty
    switch (folder, weights) {
    case (let folder?, _):
      guard !isModelGiven else {
        throw RunError.usage(
          setting: "predict", found: "a run and a model", expected: "one of the two",
          advice: "a run has its own model; leave out --model, --family, --weights and --set")
      }
      return .run(folder, try CheckpointStore.Link(argument: checkpoint))
    case (nil, let weights?):
      let dataset = model.flatMap(ModelName.init)?.dataset
      var settings = Settings(dataset ?? .mnist, data: "")
      if let model { try settings.set("model", to: model) }
      if let family { try settings.set("family", to: family) }
      if let seed = compute.seed { settings.seed = seed }
      for assignment in assignments { try settings.set(assignment) }
      return .weights(weights, settings)
    case (nil, nil):
      throw RunError.usage(
        setting: "predict", found: "neither a run nor weights", expected: "one of the two",
        advice: "give the run's folder, or --model, --family and --weights FILE")
    }
  }
}
