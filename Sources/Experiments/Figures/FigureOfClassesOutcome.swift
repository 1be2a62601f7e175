import Evaluation

/// The results of Figure 2 or 3: in which share of the pictures the judge sees the asked class.
public struct FigureOfClassesOutcome: PaperTableOutcome {
  /// The classifier that was trained apart from the model.
  public struct Judge: Sendable, Hashable, Codable {
    /// On the test images of the data set.
    public let accuracy: Double?
    /// The labelled rows that it was trained on.
    public let labels: String
    /// Of its layers, 1 for Table 14's.
    public let width: Double
    public let steps: Int
  }

  /// One run.
  public struct Score: Sendable, Codable {
    public let seed: UInt64
    /// Of the model's own classifier on the test images.
    public let accuracy: Double?
    public let classNames: [String]
    /// The number of pictures by asked class and by the class that the judge sees.
    public let seen: [[Int]]
    public let judge: Judge
    public let steps: Int

    /// The share of the pictures of a class, or of all, that the judge sees as asked.
    func share(of label: Int? = nil) -> Double {
      let rows = label.map { [$0] } ?? Array(seen.indices)
      let right = rows.map { seen[$0][$0] }.reduce(0, +)
      return Double(right) / Double(max(1, rows.flatMap { seen[$0] }.reduce(0, +)))
    }
  }

  /// A figure over the runs.
  public struct Row: Sendable, Codable {
    /// The class, or `all`.
    public let name: String
    public let metric: String
    public let mean: Double
    /// Nil for a single run.
    public let standardError: Double?
    /// The number of runs.
    public let n: Int
    public let settings: [String: String]
  }

  /// `figure2` or `figure3`.
  public let experiment: String
  /// Whether there were shorter runs than usual.
  public let isQuick: Bool
  public let title: String
  public let rows: [Row]
  public let claims: [Claim]
  /// The PNG file of each run.
  public let pictures: [String]
  public let scores: [Score]
  public let judge: Judge

  /// - Parameters:
  ///   - settings: of the runs.
  ///   - pictures: the file of each run.
  init<Subject>(
    _ figure: FigureOfClasses<Subject>, _ settings: [String: String], _ judge: Judge,
    _ scores: [Score], pictures: [String]
  ) {
    experiment = Subject.name
    isQuick = figure.isQuick
    title = "\(figure.resultTitle): every class in the styles that the model has learned"
    let names = scores.first?.classNames ?? []
    let labels: [(String, Int?)] = names.enumerated().map { ($1, $0) } + [("all", nil)]
    rows = labels.compactMap { name, label in
      SampleSummary(ofAny: scores.map { $0.share(of: label) }).map {
        Row(
          name: name, metric: "share seen as asked", mean: $0.mean,
          standardError: $0.standardError, n: $0.count, settings: settings)
      }
    }
    let least = Subject.leastShare
    claims = rows.filter { $0.name == "all" }.map { all in
      Claim(
        "class and style are apart: a classifier that was trained apart from the model sees "
          + "the asked class in at least \(Int((100 * least).rounded())) % of the pictures",
        value: all.mean, standardError: all.standardError, n: all.n,
        Self.verdict(all, least: least, judge))
    }
    self.pictures = pictures
    self.scores = scores
    self.judge = judge
  }

  /// Whether the share of all pictures is reached; a judge that does worse on the test images settles
  /// nothing.
  ///
  /// A difference must be beyond two standard errors; that of one run is a count and stands as it is.
  private static func verdict(_ all: Row, least: Double, _ judge: Judge) -> Verdict {
    guard let accuracy = judge.accuracy, accuracy >= least else { return .notSettled }
    let difference = all.mean - least
    if let error = all.standardError, abs(difference) <= 2 * error { return .notSettled }
    return difference >= 0 ? .yes : .no
  }

  public var summary: String {
    "\(title): \(claims.count { $0.reproduced == .yes }) of \(claims.count) claims reproduced, "
      + "\(claims.count { $0.reproduced == .notSettled }) not settled"
  }

  public var text: String {
    var table = MarkdownTable([
      "class", "share seen as asked ± standard error", "n", "otherwise seen as",
    ])
    for (label, row) in rows.enumerated() {
      let summary = MarkdownTable.number(row.mean, digits: 3)
      let error = MarkdownTable.number(row.standardError, digits: 3)
      table.append([row.name, "\(summary) ± \(error)", "\(row.n)", others(than: label)])
    }
    let places = zip(scores, pictures).map { "picture of seed \($0.seed): \($1)" }
    let verdicts = claims.map { "\($0.text): \($0.reproduced.rawValue)" }
    let accuracy = MarkdownTable.number(judge.accuracy, digits: 4)
    let model = "es, cnn of width \(judge.width), \(judge.labels) labels"
    return
      ([title, "", "judge: \(model), test accuracy \(accuracy)", ""]
      + table.lines + [""] + verdicts + places).joined(separator: "\n")
  }

  /// The classes that the judge sees in place of one, the most frequent first.
  private func others(than label: Int) -> String {
    guard let names = scores.first?.classNames, names.indices.contains(label) else { return "–" }
    let counts = names.indices.map { other in
      scores.map { $0.seen[label][other] }.reduce(0, +)
    }
    let wrong = names.indices.filter { $0 != label && counts[$0] > 0 }
      .sorted { (-counts[$0], $0) < (-counts[$1], $1) }
    return wrong.isEmpty
      ? "–" : wrong.map { "\(names[$0]) (\(counts[$0]))" }.joined(separator: ", ")
  }
}
