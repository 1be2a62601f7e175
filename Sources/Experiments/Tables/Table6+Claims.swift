import Evaluation

extension Table6 {
  /// The largest spread of a digit's rows, and the least gain of a row, that the paper's claims speak of.
  private static let limit = 0.03

  /// For each digit: 1 % of labels helps, more labels change little, every share is above none.
  public func claims(_ scores: TableScores) -> [Claim] {
    Self.digits.flatMap { digit in
      let none = digit.names.other
      let names = usedShares.map { Self.rowName(digit, $0) }
      let first = usedShares[0]
      let paper = (first.paper[digit.index]?.mean).map { $0 - digit.eu.mean }
      let gain = scores.difference(metric, of: names[0], minus: none)
      let means = names.compactMap { name in
        scores.summary(metric, of: name).map { (name: name, mean: $0.mean) }
      }
      let least = means.min { $0.mean < $1.mean }
      let most = means.max { $0.mean < $1.mean }
      let spread = least.flatMap { least in
        most.flatMap { scores.difference(metric, of: $0.name, minus: least.name) }
      }
      let leastGain = least.flatMap { scores.difference(metric, of: $0.name, minus: none) }
      return [
        paper.map {
          Claim("auc: \(names[0]) − \(none)", gain, paper: $0, digits: 3)
        },
        Claim(
          "auc: spread of the rows with \(digit.name) left out, at most \(Self.limit)", spread,
          Verdict(spread) { mean, _, _ in mean <= Self.limit }),
        Claim(
          "auc: least gain of a row with \(digit.name) left out, at least \(Self.limit)", leastGain,
          Verdict(leastGain) { mean, standardError, _ in
            mean >= Self.limit && mean > 2 * standardError
          }),
      ].compactMap { $0 }
    }
  }
}
