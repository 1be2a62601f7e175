import Training

extension TrainingRun {
  /// The next step after which none may be in flight because the watch looks at one: the step before, for
  /// the forward pass, and then that step itself, for its gradients. Nil where none is watched.
  var nextWatchPause: Int? {
    guard settings.watch > 0 else { return nil }
    let next = (trainer.step / settings.watch + 1) * settings.watch
    return next - 1 > trainer.step ? next - 1 : next
  }

  /// The figures of the forward pass of the next step, if it is to be watched.
  ///
  /// - Throws: `ComputeError`, `DatasetError`.
  func look(at steps: inout StepSequence) throws -> StepWatch.ForwardFigures? {
    guard let watch, (trainer.step + 1).isMultiple(of: settings.watch) else { return nil }
    return try watch.forwardFigures(of: try steps.nextBatch())
  }

  /// Logs the step that has just been finished.
  ///
  /// - Throws: `ComputeError`, `RunError`.
  func note(_ forward: StepWatch.ForwardFigures, _ report: (RunEvent) -> Void) throws {
    guard let watch else { preconditionFailure("a step was looked at without a watch") }
    let step = try watch.step(forward)
    try directory.watch.append(step)
    report(.watched(step))
  }
}
