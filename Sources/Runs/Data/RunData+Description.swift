import Datasets

extension RunData {
  /// Reports what is trained on, and what the choice of checkpoints and an early stop look at.
  func describe(_ settings: Settings, _ report: (RunEvent) -> Void) {
    report(
      .message(
        "data: \(dataset.title), \(split.indices.count) labelled and \(unlabelled.count) unlabelled "
          + "training samples, \(batches.stepsPerEpoch) steps of \(settings.batchSize) an epoch"))
    if let own = dataset as? ArrayDataset, let range = own.range,
      let warning = InputRange(training: range, own.description, path: settings.data).warning
    {
      report(.warning(warning))
    }
    if settings.dataset == .own, let name = dataset.description.classThatLooksMissing {
      report(
        .warning(
          "the label '\(name)' is a class; if it says that a row has none, give "
            + "--unlabelled-value '\(name)'"))
    }
    if settings.dataset == .own, settings.family == .eu, dataset.description.heads.isEmpty {
      report(.message("family: eu, without π, because no row has a label"))
    }
    let held = split.validation.count
    if held > 0 {
      let labels = split.validation.count(where: dataset.train.isLabelled)
      report(
        .message(
          "validation: \(held) training samples are held out, and all \(labels) of their labels are "
            + "used to choose the best checkpoint, in addition to the \(split.indices.count) trained on"
        ))
    }
    if let feedback = settings.feedback, let times = self.feedback?.repetitions {
      report(
        .message(
          "feedback: \(feedback.falsePositives.count) false positives, each \(times[0]) times in a pass, and "
            + "\(feedback.falseNegatives.count) false negatives, each \(times[1]) times"))
    }
    if let patience = settings.patience {
      report(
        .message(
          "patience: training stops after \(patience) evaluations without a better "
            + (held > 0
              ? "one on the held-out samples"
              : "training loss; no validationShare is held out, so over-fitting is not seen")))
    }
  }
}
