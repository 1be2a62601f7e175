import Training

extension Settings {
  /// Checks that these settings may continue a run that was begun with the saved ones: only the
  /// totals `epochs` and `maxSteps` may differ, and only grow.
  ///
  /// - Throws: `RunError.usage` naming the first other setting in which the two differ, with both
  ///   values.
  func checkResuming(_ saved: Settings) throws(RunError) {
    for key in Self.keys where !Self.placeNames.contains(key.name) {
      let (asked, before) = (key.text(in: self), key.text(in: saved))
      guard asked != before else { continue }
      let (grows, rule) =
        switch key.name {
        case Keys.epochs.name: (epochs > saved.epochs, Self.totalsGrow)
        case Keys.maxSteps.name: ((maxSteps ?? .max) > (saved.maxSteps ?? .max), Self.totalsGrow)
        default: (false, "only epochs and maxSteps may change when a run is resumed")
        }
      guard grows else {
        throw .usage(
          setting: key.name, found: asked, expected: "\(before), which the run was begun with",
          advice: "\(rule); another run needs another folder")
      }
    }
  }

  private static let totalsGrow = "a total may grow, not shrink"
}
