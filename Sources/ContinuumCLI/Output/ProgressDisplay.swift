import Continuum

/// Shows a run's events: a line drawn over on a terminal, one line per epoch elsewhere.
final class ProgressDisplay {
  private let console: Console
  private let clock = ContinuousClock()
  private var lastDrawn: ContinuousClock.Instant?
  private var isLineOpen = false
  /// What was warned of: a device may be chosen more than once.
  private var warnings: Set<String> = []
  /// The first failure to write, unless a reader has left; the work continues without a display.
  private(set) var failure: OutputError?

  init(_ console: Console) {
    self.console = console
  }

  /// Shows one event.
  func show(_ event: RunEvent) {
    switch event {
    case .message(let text): print(text)
    case .warning(let text):
      clear()
      if warnings.insert(text).inserted { Console.printWarning(text) }
    case .compiling(let done, let total):
      draw(isLast: done == total) { $0.text("kernels", done: done, total: total) }
      if done == total { clear() }
    case .progress(let name, let done, let total):
      draw(isLast: done == total) { $0.text(name, done: done, total: total) }
      if done == total { clear() }
    case .step(let progress):
      draw(isLast: progress.step == progress.totalSteps) { Self.line(progress, $0) }
    case .watched(let step):
      clear()
      Console.printNote(step.line)
    case .epoch(let summary): print(Self.line(summary))
    }
  }

  /// Erases the line that is being drawn over.
  func clear() {
    guard isLineOpen else { return }
    isLineOpen = false
    write("\r\u{1B}[K")
  }

  private func print(_ line: String) {
    clear()
    write(line + "\n")
  }

  private func draw(isLast: Bool, _ text: (ProgressLine) -> String) {
    guard console.isTerminal else { return }
    let now = clock.now
    if let lastDrawn, !isLast, now - lastDrawn < .milliseconds(100) { return }
    lastDrawn = now
    isLineOpen = true
    write("\r\u{1B}[K" + text(ProgressLine(columns: console.columns - 1)))
  }

  private func write(_ text: String) {
    do throws(OutputError) {
      try console.write(text)
    } catch {
      if !error.isClosedPipe { failure = failure ?? error }
    }
  }

  private static func line(_ progress: StepProgress, _ line: ProgressLine) -> String {
    let rate = Double(progress.stepsHere) / max(progress.seconds, 1e-9)
    let left = Double(progress.totalSteps - progress.step) / max(rate, 1e-9)
    return line.text(
      "epoch \(progress.epoch)", done: progress.step, total: progress.totalSteps,
      rate: "\(Int(rate * Double(progress.batchSize))) img/s", secondsLeft: left,
      figures: progress.losses.map { (shortNames[$0.name] ?? $0.name, $0.value) })
  }

  /// The bar shares its line with the figures, so their names are short there.
  private static let shortNames = ["reconstruction": "rec", "classification": "class"]

  private static func line(_ summary: EpochSummary) -> String {
    var parts = ["epoch \(summary.epoch)", "step \(summary.step)/\(summary.totalSteps)"]
    parts += summary.losses.map { "\($0.name) \(ProgressLine.number($0.value))" }
    for metrics in [summary.validation, summary.test].compactMap({ $0 }) {
      parts.append(Self.text(metrics))
    }
    parts.append("\(ProgressLine.time(summary.seconds))")
    return parts.joined(separator: "  ")
  }

  /// A split's figures in words.
  static func text(_ metrics: SplitMetrics) -> String {
    let figures = [
      ("accuracy", metrics.accuracy), ("log-loss", metrics.logLoss),
      ("reconstruction", metrics.reconstruction), ("kl", metrics.kl),
    ]
    let texts = figures.compactMap { name, value in
      value.map { "\(name) \(ProgressLine.number($0))" }
    }
    guard !texts.isEmpty else { return "\(metrics.split): no labelled samples, no figures" }
    return ([metrics.split] + texts).joined(separator: " ")
  }
}
