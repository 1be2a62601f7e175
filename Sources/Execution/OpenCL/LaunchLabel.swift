/// The label of a launch in a profile: its operation, the algorithm where it has several, and the layer.
struct LaunchLabel {
  let operation: String
  var algorithm: String?
  var label = ""

  private static let separator: Character = "\t"

  init(operation: String, algorithm: String? = nil, label: String = "") {
    self.operation = operation
    self.algorithm = algorithm
    self.label = label
  }

  /// Reads a label as `text` writes it.
  init(_ text: String) {
    let parts = text.split(
      separator: Self.separator, maxSplits: 2, omittingEmptySubsequences: false
    ).map(String.init)
    precondition(parts.count == 3, "\(text): not the label of a launch")
    self.init(
      operation: parts[0], algorithm: parts[1].isEmpty ? nil : parts[1], label: parts[2])
  }

  var text: String { [operation, algorithm ?? "", label].joined(separator: "\(Self.separator)") }
}
