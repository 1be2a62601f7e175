import Continuum

extension ModelName {
  /// Reads the value of `--model`.
  init(option text: String) throws(OptionValueError) {
    do throws(RunError) {
      try self.init(argument: text, of: Settings.Keys.model.name)
    } catch {
      throw OptionValueError(reason: error)
    }
  }
}

extension SettingChange {
  /// The change to the value of `--model`: a name, or the path of an architecture's file, which ends in
  /// `.toml`.
  ///
  /// - Throws: `RunError` of kind `usage` for another text, or of the file.
  init(model text: String) throws(RunError) {
    let key = Settings.Keys.model
    self = try key.change(
      to: text.hasSuffix(".toml") ? .own(Architecture(at: text)) : key.value(of: text))
  }
}
