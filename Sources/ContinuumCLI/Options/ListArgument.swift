import Continuum

/// Values on the command line that are separated by commas.
enum ListArgument {
  /// Names of models.
  @Sendable static func models(_ text: String) throws(OptionValueError) -> [ModelName] {
    try parts(text) { part throws(RunError) in try ModelName(argument: part, of: "models") }
  }

  /// Numbers of labels.
  @Sendable static func labels(_ text: String) throws(OptionValueError) -> [RowCount] {
    try parts(text) { part throws(RunError) in try Settings.Keys.labels.value(of: part) }
  }

  private static func parts<Value>(
    _ text: String, _ read: (String) throws(RunError) -> Value
  ) throws(OptionValueError) -> [Value] {
    do throws(RunError) {
      return try text.split(separator: ",", omittingEmptySubsequences: false).map {
        part throws(RunError) in try read(String(part))
      }
    } catch {
      throw OptionValueError(reason: error)
    }
  }
}
