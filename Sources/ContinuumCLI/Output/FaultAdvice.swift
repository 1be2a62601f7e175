import Continuum

/// What to do about a step whose loss is not finite, as commands.
enum FaultAdvice {
  /// The error as one line, with the command that goes on with a smaller learning rate and the one that
  /// repeats the step.
  static func line(for fault: TrainingFault) -> String {
    var parts = ["\(fault)"]
    if let run = fault.lowerRate {
      let start = run.weights == nil ? "begin again" : "go on from the last checkpoint"
      parts.append("\(start) with a tenth of the rate: \(words(of: run).joined(separator: " "))")
    }
    if fault.obstacle == nil {
      parts.append("repeat the step: continuum replay \(quoted(fault.run))")
    }
    return parts.joined(separator: "; ")
  }

  /// The words of the command.
  private static func words(of run: LowerRateRun) -> [String] {
    func option(_ name: String, _ value: String?) -> [String] {
      value.map { [name, quoted($0)] } ?? []
    }
    let rate = Settings.Keys.learningRate.name
    return ["continuum", "train", quoted(run.dataset)] + option("--data", run.data)
      + option("--model", run.architecture)
      + option("--learning-rate", run.settings.first { $0.name == rate }?.value)
      + run.settings.filter { $0.name != rate }.flatMap {
        option("--set", "\($0.name)=\($0.value)")
      } + option("--weights", run.weights) + option("--run", run.directory)
  }

  /// A word as a shell reads it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=,+@%".contains($0))
    }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
