import Datasets
import Files
import Training

extension TrainingRun {
  /// Saves what repeats a step whose loss is not finite: the checkpoint before it, its rows and its seed.
  ///
  /// - Returns: the error to throw; where saving failed, it says why.
  func fault(_ cause: TrainingError) -> TrainingFault {
    do {
      let architecture = "\(directory.fault.path)/\(RunDirectory.architectureName)"
      let lowerRate = try LowerRateRun(
        after: settings, on: data.dataset, in: directory, architecture: architecture)
      var batches = data.batches
      try batches.move(to: progress.position)
      let rows = batches.nextRows()
      // The record is what a replay looks for: it goes first and comes last.
      try directory.remove(.fault)
      try directory.fault.save(state, from: trainer)
      if case .own(let own) = settings.model {
        try AtomicFile.write(own.toml, to: architecture, on: directory.fileSystem)
      }
      try directory.save(
        FaultRecord(cause, rows, seed: settings.seed, lowerRate), as: .fault)
      return TrainingFault(cause, run: directory.path, lowerRate: lowerRate)
    } catch {
      return TrainingFault(cause, run: directory.path, obstacle: "\(error)")
    }
  }
}
