import Continuum

/// The results of several experiments, by their names.
struct ReproducedExperiments: Encodable {
  private var results: [(name: String, outcome: any PaperTableOutcome)] = []

  mutating func append(_ outcome: any PaperTableOutcome, named name: String) {
    results.append((name, outcome))
  }

  /// A line of each.
  var summary: String { results.map(\.outcome.summary).joined(separator: "\n") }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, outcome) in results {
      try container.encode(outcome, forKey: Name(stringValue: name))
    }
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }

    init?(intValue: Int) { nil }
  }
}
