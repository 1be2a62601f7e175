import Continuum

/// The one place that turns errors into the command's exit status.
enum ExitStatus: Int32 {
  case usage = 64
  case badData = 65
  case notFound = 66
  case noDevice = 69
  case `internal` = 70
  case cannotCreate = 73
  case inputOutput = 74
  case interrupted = 130

  /// The status for an error of the library; nil for one of the argument parser.
  init?(_ error: any Error) {
    switch error {
    case let error as any ClassifiedError: self.init(error.kind)
    case is PlanError: self = .usage
    case is ArchitectureError: self = .badData
    case ComputeError.noDevice, ComputeError.precision, ComputeError.wrongResults:
      self = .noDevice
    case is ComputeError, is TrainingError, is TrainingFault, is EvaluationError, is EncodingError:
      self = .internal
    case is Interruption, is RenderingStopped, is TuningStopped: self = .interrupted
    case is OutputError: self = .inputOutput
    case let error as SystemError: self = error.status
    default: return nil
    }
  }

  private init(_ kind: ErrorKind) {
    self =
      switch kind {
      case .usage: .usage
      case .badData: .badData
      case .notFound: .notFound
      case .device: .internal
      case .cannotCreate: .cannotCreate
      case .inputOutput: .inputOutput
      }
  }
}
