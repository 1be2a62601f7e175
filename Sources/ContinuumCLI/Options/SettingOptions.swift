import ArgumentParser
import Continuum

/// The settings of a run as options; those that are not given are not changed.
struct SettingOptions: ParsableArguments {
  @Option(
    help: """
      dense, cnn, resnext, rnn, norb, m2 (Kingma's, of mnist and fashion-mnist), or a .toml file of \
      one's own, as continuum model show prints (default: dense; small-norb: norb; uci-har and one's own \
      sequences: rnn; one's own images from 16 x 16: cnn).
      """)
  var model: String?

  @Option(
    changing: Settings.Keys.family,
    help: "ss, es or eu (default: ss; eu where no row of one's own data has a label).")
  var family: SettingChange?

  @Option(
    changing: Settings.Keys.labels,
    help: "How many training rows keep their labels: N, none or all (default: all).")
  var labels: SettingChange?

  @Option(
    help: ArgumentHelp(
      "A text file with the numbers of the training rows that keep their labels, one a line.",
      valueName: "file"))
  var labelRows: String?

  @Option(
    changing: Settings.Keys.unlabelled,
    help: "How many other training rows are used: N or all (default: all; small-norb: 38000).")
  var unlabelled: SettingChange?

  @Flag(help: "Draw the labelled rows class by class, in proportion to the classes' sizes.")
  var stratified = false

  @Option(
    changing: Settings.Keys.epochs,
    help: """
      Passes over the unlabelled rows in all, of es over the labelled rows (default: 10; es: 20; on \
      one's own data as many as make 200 steps, where that is more).
      """)
  var epochs: SettingChange?

  @Option(changing: Settings.Keys.maxSteps, help: "Steps in all, where that is fewer.")
  var maxSteps: SettingChange?

  @Option(
    changing: Settings.Keys.batchSize,
    help:
      "Rows of a batch (default: 128; small-norb: 64; all training rows where one's own are fewer)."
  )
  var batchSize: SettingChange?

  @Option(
    changing: Settings.Keys.learningRate,
    help:
      "The optimiser's step size (default: 5e-4; small-norb, uci-har and one's own sequences: 1e-3)."
  )
  var learningRate: SettingChange?

  @Option(
    changing: Settings.Keys.splitSeed,
    help: "The seed that draws which rows keep their labels and which are held out (default: 0).")
  var splitSeed: SettingChange?

  @OptionGroup(title: "One's own data")
  var ownData: OwnDataOptions

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Any setting, as key=value: \(Settings.keyNames.joined(separator: ", ")).",
      valueName: "key=value"),
    transform: SettingChange.argument)
  var changes: [SettingChange] = []

  /// The settings that were given by an option of their own.
  var given: [SettingChange] {
    get throws(RunError) {
      let options = [
        try model.map { text throws(RunError) in try SettingChange(model: text) }, family, labels,
        try labelRows.map { path throws(RunError) in
          try Settings.Keys.labelRows.change(to: RowFile(path).rows)
        }, unlabelled, epochs, maxSteps, batchSize, learningRate, splitSeed,
      ]
      return options.compactMap { $0 } + ownData.given
        + (stratified ? [try Settings.Keys.stratified.change(to: true)] : [])
    }
  }
}
