import ArgumentParser
import Continuum

/// The model of a command that works without a run.
struct ModelOptions: ParsableArguments {
  @Option(
    help: "dense, cnn, resnext, rnn, norb or m2 (default: dense).",
    transform: { try ModelName(option: $0) })
  var model = ModelName.dense

  @Option(Settings.Keys.family, help: "ss, es or eu (default: ss).")
  var family = SemiSupervisedVAE.Family.ss

  @Option(
    Settings.Keys.batchSize, help: "Rows of a batch (default: 128 for dense and m2, else 64).")
  var batchSize: Int?

  @Option(Settings.Keys.width, help: "Multiplies the numbers of hidden units and channels.")
  var width = 1.0

  /// The rows of a batch that were given, else the model's.
  var rows: Int { batchSize ?? ([.dense, .m2].contains(model) ? 128 : 64) }
}
