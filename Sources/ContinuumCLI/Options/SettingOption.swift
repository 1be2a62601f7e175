public import ArgumentParser
public import Continuum

// Options that set a setting are read by its key, so that `--epochs 5` and `--set epochs=5` have one
// range and one message. Their values may begin with a hyphen: -5 is out of range, not missing.

extension Option {
  /// An option for the value of a setting.
  init<Setting>(_ key: SettingKey<Setting>, help: ArgumentHelp) where Value == Setting? {
    self.init(
      parsing: .unconditional, help: help,
      transform: { text in try read { () throws(RunError) in try key.value(of: text) } }
    )
  }

  /// An option for the value of a setting that has a default.
  init(wrappedValue: Value, _ key: SettingKey<Value>, help: ArgumentHelp) where Value: Sendable {
    self.init(
      wrappedValue: wrappedValue, parsing: .unconditional, help: help,
      transform: { text in try read { () throws(RunError) in try key.value(of: text) } })
  }

  /// An option that changes a setting.
  init<Setting>(changing key: SettingKey<Setting>, help: ArgumentHelp)
  where Value == SettingChange? {
    self.init(
      parsing: .unconditional, help: help,
      transform: { text in
        try read { () throws(RunError) in try key.change(to: key.value(of: text)) }
      })
  }
}

extension SettingChange {
  /// Reads `key=value` on the command line.
  @Sendable static func argument(_ text: String) throws(OptionValueError) -> SettingChange {
    try read { () throws(RunError) in try SettingChange(text) }
  }
}

/// Reads a value for an option.
private func read<Value>(_ body: () throws(RunError) -> Value) throws(OptionValueError) -> Value {
  do throws(RunError) {
    return try body()
  } catch {
    throw OptionValueError(reason: error)
  }
}

extension DatasetName: ExpressibleByArgument {}
extension CheckpointStore.Link: ExpressibleByArgument {}
