import Continuum

extension RowCount {
  /// Reads a number of labels on the command line.
  init(option text: String) throws(OptionValueError) {
    do throws(RunError) {
      self = try Settings.Keys.labels.value(of: text)
    } catch {
      throw OptionValueError(reason: error)
    }
  }
}
