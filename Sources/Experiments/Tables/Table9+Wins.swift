package import Evaluation

extension Table9 {
  /// The claim that labels help for most classes: a class is won or lost where the difference of `ss` and
  /// `eu` has a sign by two standard errors, else it is a tie. The value is the number of wins.
  ///
  /// - Parameter differences: of each class; nil before its first runs.
  package static func winsClaim(_ differences: [SampleSummary?]) -> Claim {
    let all = differences.compactMap { $0 }
    let wins = all.count { Verdict($0, isPositive: true) == .yes }
    let losses = all.count { Verdict($0, isPositive: false) == .yes }
    let isSettled = all.count == differences.count && all.allSatisfy { $0.standardError != nil }
    let counts =
      isSettled
      ? "\(wins) wins, \(all.count - wins - losses) ties, \(losses) losses" : "wins, ties, losses"
    return Claim(
      "auc: ss is above eu for most articles: \(counts) (paper 7, 1, 2)",
      value: isSettled ? Double(wins) : nil, n: all.map(\.count).min() ?? 0,
      !isSettled ? .notSettled : 2 * wins > differences.count ? .yes : .no)
  }
}
