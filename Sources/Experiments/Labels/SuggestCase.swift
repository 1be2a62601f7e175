import Runs

/// A row of the experiment: how the labels were chosen, and how many there are.
struct SuggestCase {
  let suggestion: Suggestion
  /// The rounds before.
  let round: Int
  let labels: Int

  var name: String {
    suggestion == .random
      ? "\(labels) labels at random" : "\(labels) labels by \(suggestion.rawValue)"
  }

  /// The row with as many labels at random.
  var atRandom: SuggestCase { SuggestCase(suggestion: .random, round: round, labels: labels) }
}
