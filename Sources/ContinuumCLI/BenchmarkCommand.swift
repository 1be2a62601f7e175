import ArgumentParser
import Continuum

/// `continuum benchmark`.
struct BenchmarkCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "benchmark", abstract: "Time training steps, or inference, on synthetic data.")

  @Option(help: "dense, cnn, rnn or norb (default: dense).")
  var model = "dense"

  @Option(help: "ss, es or eu (default: ss).")
  var family = "ss"

  @Option(help: "Rows of a batch (default: 128 for dense, else 64).")
  var batchSize: Int?

  @Option(help: "Steps to time.")
  var steps = 30

  @Flag(help: "Time predictions instead of training steps.")
  var inference = false

  @Flag(help: "Time every launch too, and print the time of each operation.")
  var profile = false

  @Option(help: "Multiplies the numbers of hidden units and channels.")
  var width = 1.0

  @OptionGroup(title: "Device and output")
  var compute: ComputeOptions

  func run() throws {
    let console = Console(isJSON: compute.json)
    let display = ProgressDisplay(console)
    // The checks and messages of a run's settings.
    var settings = Settings(ModelName(rawValue: model)?.dataset ?? .mnist, data: "")
    try settings.set("model", to: model)
    try settings.set("family", to: family)
    try settings.set("width", to: "\(width)")
    var benchmark = Benchmark()
    benchmark.model = settings.model
    benchmark.family = settings.family
    benchmark.width = settings.width
    benchmark.batchSize = batchSize ?? (settings.model == .dense ? 128 : 64)
    benchmark.steps = steps
    benchmark.inference = inference
    benchmark.profile = profile
    benchmark.device = compute.device ?? "auto"
    benchmark.seed = compute.seed ?? 0
    let result = try benchmark.run(display.show)
    display.clear()
    try console.print(result, text: Self.text(result))
  }

  private static func text(_ result: BenchmarkResult) -> String {
    func number(_ value: Double) -> String { ProgressLine.number(value) }
    let time = result.stepMilliseconds
    let what = result.inference ? "inference" : "training"
    var lines = [
      "\(result.model) \(result.family), batch \(result.batchSize), \(what), \(result.device)",
      "\(number(result.imagesPerSecond)) images/s (median of \(result.steps) steps)",
      "step \(number(time.median)) ms (least \(number(time.min)), most \(number(time.max)))",
      "\(number(result.gflops)) GFLOP/s for \(result.operationsPerStep) operations a step",
      result.peakGflops.map { "peak \(number($0)) GFLOP/s" } ?? "peak not measured on the host",
      "arena \(result.arenaBytes) bytes, \(result.launchesPerStep) launches a step",
    ]
    if let profile = result.profile {
      let total = profile.reduce(0) { $0 + $1.milliseconds }
      lines.append("time of a step by operation and layer, mean of \(result.steps):")
      lines += profile.map {
        "\(column($0.milliseconds)) ms  \(column(100 * $0.milliseconds / total)) %  "
          + "\(number($0.launches)) x  \($0.operation)  \($0.layer)"
      }
      lines.append("\(column(total)) ms  together")
    }
    return lines.joined(separator: "\n")
  }

  /// A number with three decimal places in nine columns.
  private static func column(_ value: Double) -> String {
    let thousandths = Int((abs(value) * 1000).rounded())
    let fraction = "\(thousandths % 1000)"
    let text =
      (value < 0 ? "-" : "") + "\(thousandths / 1000)."
      + String(repeating: "0", count: 3 - fraction.count) + fraction
    return String(repeating: " ", count: max(0, 9 - text.count)) + text
  }
}
