import Runs
import Training

extension PaperTable {
  public static var hasLabelCounts: Bool { false }

  /// Whether the experiment has anything of the models and labels that the options ask for.
  public var isSelected: Bool {
    (options.models == nil || !options.selected(Self.models).isEmpty)
      && (options.labels == nil || Self.hasLabelCounts)
  }

  /// What the results are saved as.
  var resultName: String { isQuick ? "\(Self.name)-quick" : Self.name }

  /// The name for people.
  var resultTitle: String { isQuick ? "\(Self.name) (quick, smaller than the paper's)" : Self.name }

  /// Refuses numbers out of range, and models or labels that the experiment does not have.
  func check() throws(RunError) {
    try options.check()
    if let models = options.models, options.selected(Self.models).isEmpty {
      throw .usage(
        setting: "models", found: models.map(\.rawValue).joined(separator: ","),
        expected: Self.models.isEmpty
          ? "none" : Self.models.map(\.rawValue).joined(separator: " or "),
        advice: "\(Self.name) has no rows of other models")
    }
    if let labels = options.labels, !Self.hasLabelCounts { throw noRows(labels: labels) }
  }

  func noRows(labels: [RowCount]) -> RunError {
    .usage(
      setting: Settings.Keys.labels.name, found: labels.map(\.description).joined(separator: ","),
      expected: Self.hasLabelCounts ? "numbers of labels" : "none",
      advice: "\(Self.name) has no such rows")
  }
}
