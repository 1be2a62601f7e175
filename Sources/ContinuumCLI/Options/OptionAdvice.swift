import Continuum

/// Which options a user can change to avoid an error. The library speaks of settings only.
enum OptionAdvice {
  /// The error as one line, with the options that set what is wrong, unless it names them itself.
  static func line(for error: any Error) -> String {
    if let fault = error as? TrainingFault { return FaultAdvice.line(for: fault) }
    let text = "\(error)"
    guard let options = options(for: error), !text.contains(options) else { return text }
    return "\(text) (\(options))"
  }

  private static func options(for error: any Error) -> String? {
    switch error {
    case RunError.usage(let setting, _, _, _): option(named: setting)
    case DatasetError.usage(let setting, _, _): option(named: setting)
    case ComputeError.noDevice: "--device"
    case ComputeError.precision: "--precision float32, --device"
    case ComputeError.status, ComputeError.build:
      "--device, such as host; a run goes on from its last checkpoint with --resume"
    case RunError.device(let error): self.options(for: error)
    case is Interruption: "--resume"
    default: nil
    }
  }

  /// The option for a setting; nil for what no option sets.
  private static func option(named setting: String) -> String? {
    switch setting {
    case "data": "--data DIR, or the environment variable CONTINUUM_DATA"
    case "feedback": "--false-positives, --false-negatives"
    case "labelRows": "--label-rows, or --set labelRows=…"
    case "run": "--resume, --overwrite, --run DIR"
    case "setting": "--set"
    case "maxSteps", "batchSize", "learningRate", "splitSeed": "--\(hyphenated(setting))"
    case "model", "family", "labels", "unlabelled", "stratified", "epochs", "seed", "device",
      "precision", "count", "draws", "by", "runs", "pairs", "seconds", "steps", "checkpoint",
      "output",
      "models", "as":
      "--\(setting)"
    case "width": "--width, or --set width=…"
    case "batch-size", "vector-width", "max-in-flight": "--\(setting)"
    case _ where Settings.keyNames.contains(setting): "--set \(setting)=…"
    default: nil
    }
  }

  /// `maxSteps` as `max-steps`.
  private static func hyphenated(_ name: String) -> String {
    name.map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
  }
}
