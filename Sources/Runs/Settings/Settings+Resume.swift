import Training

extension Settings {
  /// The saved settings with larger totals where these ask for them.
  ///
  /// - Throws: `RunError.usage` naming the first other setting in which the two differ, with both
  ///   values.
  func resuming(_ saved: Settings) throws(RunError) -> Settings {
    for key in Self.keys where key.value(self) != key.value(saved) {
      let grows =
        switch key.name {
        case "epochs": epochs > saved.epochs
        case "maxSteps": (maxSteps ?? .max) > (saved.maxSteps ?? .max)
        default: false
        }
      guard grows else { throw Self.difference(key.name, key.value(self), key.value(saved)) }
    }
    return self
  }

  private static func difference(_ name: String, _ asked: String, _ saved: String) -> RunError {
    let rule =
      ["epochs", "maxSteps"].contains(name)
      ? "a total may grow, not shrink" : "only epochs and maxSteps may change"
    return .usage(
      setting: name, found: asked, expected: "\(saved), which the run was begun with",
      advice: "on --resume \(rule); another run needs another --run folder")
  }
}
