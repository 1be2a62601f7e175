import ArgumentParser
import Continuum

/// `continuum tune`.
struct TuneCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "tune", abstract: "Measure which kernel variants a model trains fastest with.",
    discussion: """
      What is clearly faster, and gives the host's results, is kept in the device's record, which \
      every later command uses. Given again, the command continues where it ran out of time.
      """)

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @Option(
    parsing: .unconditional,
    help: "Seconds for all operations, divided in proportion to their time in the step.")
  var seconds = 300.0

  @Flag(help: "Search operations again that were searched before.")
  var again = false

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    var tuning = TuningRun()
    tuning.model = model.model
    tuning.family = model.family
    tuning.width = model.width
    tuning.batchSize = model.rows
    tuning.seconds = seconds
    tuning.again = again
    tuning.device = compute.device ?? tuning.device
    tuning.precision = precision.value() ?? tuning.precision
    tuning.seed = compute.seed ?? tuning.seed
    tuning.cache = environment.cache
    try compute.console.print(
      resultOf: { try tuning.run(stop: StopSignal(), $0) }, text: Self.text)
  }
}

extension TuneCommand {
  private static func text(_ result: TuningResult) -> String {
    let rows = result.operations.map { row in
      [
        row.key, row.count > 1 ? "\(row.count) x" : "", time(row.beforeMilliseconds),
        time(row.afterMilliseconds), choice(row.choice), note(row),
      ]
    }
    let header = ["operation", "", "before ms", "after ms", "choice", ""]
    let widths = header.indices.map { column in
      rows.reduce(header[column].count) { max($0, $1[column].count) }
    }
    func line(_ cells: [String]) -> String {
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let text = padded.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
    return
      (["\(result.model) \(result.family), batch \(result.batchSize), \(result.device)"]
      + ([header] + rows).map(line) + [
        "together \(time(result.beforeMilliseconds)) ms a step before, "
          + "\(time(result.afterMilliseconds)) ms after; "
          + "\(ProgressLine.time(result.seconds)) of searching"
      ]).joined(separator: "\n")
  }

  private static func time(_ milliseconds: Double?) -> String {
    milliseconds.map { ProgressLine.number($0) } ?? "-"
  }

  private static func choice(_ choices: [String: Int]) -> String {
    choices.isEmpty
      ? "its own rule"
      : choices.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// What was tried, and how it was checked.
  private static func note(_ row: TuningResult.Operation) -> String {
    var words: [String] = []
    switch row.status {
    case .searched, .known: break
    case .partly: words.append("time was over")
    case .notReached: words.append("not reached")
    case .wrong: words.append("differs from the host, nothing was changed")
    }
    if row.candidates > 0 {
      words.append("\(row.candidates) tried" + (row.refused > 0 ? ", \(row.refused) refused" : ""))
    }
    if row.status == .known { words.append("before") }
    if let slice = row.checkedRows, let batch = row.batchRows, slice < batch {
      words.append("checked with \(slice) of \(batch) rows, repeated")
    }
    return words.joined(separator: "; ")
  }
}
