public import Reporting

extension TableOutcome {
  /// Those of tables whose rows are points of curves.
  public var plots: [String: Plot] {
    switch experiment {
    case Table6.name: Table6.plots(self)
    case Table12.name: Table12.plots(self)
    default: [:]
    }
  }
}
