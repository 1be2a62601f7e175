import ArgumentParser
import Continuum

/// `continuum suggest RUN`.
struct SuggestCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest", abstract: "Say which unlabelled rows to label next.",
    discussion: """
      The training rows without a label are ranked by the entropy of pi, by how much the class of a \
      reconstruction depends on the draw of z, or drawn at random. Each line has the number of the row \
      in the training part, as --label-rows takes it, on one's own data the line, picture or row of the \
      file, and the value in nats.
      """)

  @OptionGroup
  var trained: TrainedRunOptions

  @Option(parsing: .unconditional, help: "How many rows.")
  var count: Int

  @Option(
    name: .customLong("by"), help: "entropy, disagreement or random.",
    transform: { try Suggestion(option: $0) })
  var suggestion = Suggestion.entropy

  @Option(help: "A .csv to write the rows to.")
  var output: String?

  @Option(help: "The folder or file with the data (default: the one that the run was trained on).")
  var data: String?

  @Option(parsing: .unconditional, help: "Codes drawn for each row, for disagreement.")
  var draws = 16

  func run(in environment: Environment) throws {
    var use = SuggestionRun(trained.folder, count: count)
    trained.configure(&use, in: environment)
    use.suggestion = suggestion
    use.output = output
    use.data = data
    use.draws = draws
    use.seed = trained.compute.seed
    try trained.compute.console.print(resultOf: use.run) { result in
      ([result.columns] + result.rows.indices.map(result.cells)).map {
        $0.joined(separator: "\t")
      }.joined(separator: "\n")
    }
  }
}

extension Suggestion {
  /// Reads the value of `--by`.
  fileprivate init(option text: String) throws(OptionValueError) {
    do throws(RunError) {
      try self.init(argument: text, of: "by")
    } catch {
      throw OptionValueError(reason: error)
    }
  }
}
