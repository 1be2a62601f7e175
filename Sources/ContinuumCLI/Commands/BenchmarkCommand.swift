import ArgumentParser
import Continuum

/// `continuum benchmark`.
struct BenchmarkCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Time training steps, or inference, on synthetic data.")

  @OptionGroup(title: "Model")
  var model: ModelOptions

  @Option(parsing: .unconditional, help: "Steps to time.")
  var steps = 30

  @Flag(help: "Time predictions instead of training steps.")
  var inference = false

  @Flag(help: "Time the encoder and the classifiers alone.")
  var encode = false

  @Option(
    parsing: .unconditional,
    help: "Floats of a vector in CPU kernels: 4, 8 or 16 (default: the device's).")
  var vectorWidth: Int?

  @Option(parsing: .unconditional, help: "Steps that may be on the device at a time: 1 or 2.")
  var maxInFlight = 2

  @Option(help: "How a step's launches are submitted: automatic, recorded or separate.")
  var submission = Submission.Mode.automatic.rawValue

  @Flag(help: "Time every launch too, and print the time of each operation.")
  var profile = false

  @Flag(
    help: """
      Read requests from standard input, one JSON object a line whose keys override these options, \
      and answer each with one JSON line.
      """)
  var serve = false

  @OptionGroup(title: "Plan")
  var plan: PlanOptions

  @OptionGroup(title: "Device and output")
  var precision: PrecisionOption

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run(in environment: Environment) throws {
    if serve { return try BenchmarkServer(defaults: self, environment: environment).run() }
    let benchmark = try benchmark(in: environment)
    if let form = plan.form {
      let summary = try benchmark.planSummary(form, warn: Console.printWarning)
      return try compute.console.print(summary, text: summary.text)
    }
    try compute.console.print(resultOf: benchmark.run, text: Self.text)
  }

  /// What the options ask for.
  func benchmark(in environment: Environment) throws(RunError) -> Benchmark {
    var benchmark = Benchmark()
    benchmark.model = model.model
    benchmark.family = model.family
    benchmark.width = model.width
    benchmark.batchSize = model.rows
    benchmark.steps = steps
    benchmark.work = encode ? .encoding : inference ? .inference : .training
    benchmark.vectorWidth = vectorWidth
    benchmark.maxInFlight = maxInFlight
    benchmark.submission = try Submission.Mode(argument: submission, of: "submission")
    benchmark.profile = profile
    benchmark.device = compute.device ?? benchmark.device
    benchmark.precision = precision.value() ?? benchmark.precision
    benchmark.seed = compute.seed ?? benchmark.seed
    benchmark.cache = environment.cache
    return benchmark
  }

  private static func text(_ result: BenchmarkResult) -> String {
    func number(_ value: Double) -> String { ProgressLine.number(value) }
    let time = result.stepMilliseconds
    var lines = [
      "\(result.model) \(result.family), batch \(result.batchSize), \(result.work.rawValue), \(result.device), \(result.precision.rawValue)",
      "\(number(result.imagesPerSecond)) images/s (median of \(result.steps) steps)",
      "step \(number(time.median)) ms (least \(number(time.min)), most \(number(time.max)))",
      "\(number(result.gflops)) GFLOP/s for \(result.operationsPerStep) operations a step",
      result.peakGflops.map { "peak \(number($0)) GFLOP/s" } ?? "peak not measured on the host",
      "arena \(result.arenaBytes) bytes, \(result.launchesPerStep) launches and "
        + "\(result.bytesPerStep) bytes moved a step",
      "at least " + (result.floorMilliseconds.map { "\(number($0)) ms at these peaks, " } ?? "")
        + "\(number(result.floorMillisecondsH200)) ms on an H200",
      "host \(number(result.hostMilliseconds)) ms to submit a step, \(result.submission)",
    ]
    if result.tunedOperations > 0 {
      lines.append("\(result.tunedOperations) operations with measured choices")
    }
    return (lines + profile(result)).joined(separator: "\n")
  }

  /// The rows of the profile with their sum, under a line that names the columns.
  private static func profile(_ result: BenchmarkResult) -> [String] {
    guard let profile = result.profile, let explained = result.explainedShare else { return [] }
    let total = profile.reduce(0) { $0 + $1.milliseconds }
    let names = ["ms", "% step", "GFLOP", "GFLOP/s", "% peak", "MB", "launches"]
    var lines = ["time of a step by operation, algorithm and layer, mean of \(result.steps):"]
    lines.append(names.map { NumberColumn.cell($0) }.joined() + "  operation by algorithm, layer")
    lines += profile.map { row in
      let cells = [
        row.milliseconds, 100 * row.milliseconds / total, row.gflop, row.gflops,
        row.shareOfPeak.map { 100 * $0 }, row.bytes.map { Double($0) / 1e6 }, row.launches,
      ]
      let algorithm = row.algorithm.map { " by \($0)" } ?? ""
      return cells.map { NumberColumn.cell($0) }.joined()
        + "  \(row.operation)\(algorithm)  \(row.layer)"
    }
    lines.append(NumberColumn.cell(total) + "  together")
    lines.append("launches take \(ProgressLine.number(100 * explained)) % of the step")
    return lines
  }
}
