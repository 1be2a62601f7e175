import Datasets
public import Runs

extension Suggest {
  public func score(
    _ row: TableRow, seed: UInt64, stop: StopSignal, _ report: (RunEvent) -> Void
  ) throws -> RunScore {
    guard let one = cases.first(where: { $0.name == row.name }) else {
      preconditionFailure("no row of \(Self.name) is called \(row.name)")
    }
    var labelled = try firstRows(seed: seed)
    for _ in 0..<one.round {
      labelled += try suggestions(
        one.suggestion, with: labelled, seed: seed, stop: stop, report)
    }
    return try options.score(
      run(labelled: labelled), seed: seed, row.figures.map(\.metric), stop: stop, report)
  }

  private func run(labelled rows: [Int]) throws -> ExperimentRun {
    try run(["labelRows=\(rows.sorted().map { "\($0)" }.joined(separator: ","))"])
  }

  /// The rows that a run with some labels suggests, or those that it has suggested.
  private func suggestions(
    _ suggestion: Suggestion, with labelled: [Int], seed: UInt64, stop: StopSignal,
    _ report: (RunEvent) -> Void
  ) throws -> [Int] {
    let how = suggestion == .disagreement ? "-draws\(draws)" : ""
    return try options.score(
      run(labelled: labelled), seed: seed,
      in: "\(Self.name)-\(suggestion.rawValue)\(how)-\(step).json", stop: stop, report,
      isCurrent: { (_: [Int]) in true },
      evaluate: { training, _, _ in
        try training.suggestedRows(step, by: suggestion, draws: draws, report)
      })
  }

  /// The rows that are labelled before anything is known.
  private func firstRows(seed: UInt64) throws -> [Int] {
    let labels = try Table6.trainingLabels(options)
    return try LabelSplit(
      keeping: first, of: labels, classCount: MNIST.classNames.count, seed: seed
    ).indices
  }
}
