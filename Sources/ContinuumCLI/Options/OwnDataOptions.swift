import ArgumentParser
import Continuum

/// How one's own data are to be read; only a path as data set takes these.
struct OwnDataOptions: ParsableArguments {
  @Option(changing: Settings.Keys.xKey, help: "The array with the samples (default: x or x_train).")
  var xKey: SettingChange?

  @Option(changing: Settings.Keys.yKey, help: "The array with the labels (default: y or y_train).")
  var yKey: SettingChange?

  @Option(
    changing: Settings.Keys.kind,
    help: "What samples are: image, sequence or table (default: as their shape tells).")
  var kind: SettingChange?

  @Option(
    changing: Settings.Keys.labelColumn,
    help: "The column of a .csv with the labels; several, separated by commas, are as many heads.")
  var labelColumn: SettingChange?

  @Option(
    changing: Settings.Keys.groupColumn,
    help: "A column or array: rows with one value in it are held out together or not at all.")
  var groupColumn: SettingChange?

  @Option(
    changing: Settings.Keys.unlabelledValue,
    help: "A label that says that a row has none (-1 and empty cells always do).")
  var unlabelledValue: SettingChange?

  @Option(
    changing: Settings.Keys.testShare,
    help: "The fraction of the rows held out where there is no test part (default: 0.1).")
  var testShare: SettingChange?

  /// The settings that were given.
  var given: [SettingChange] {
    [xKey, yKey, kind, labelColumn, groupColumn, unlabelledValue, testShare].compactMap { $0 }
  }
}
