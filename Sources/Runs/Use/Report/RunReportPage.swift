import Evaluation
import Files
import Foundation
import Reporting
import Training

/// What a run's folder holds, as the parts of its report.
struct RunReportPage {
  private let trained: TrainedRun
  private let environment: EnvironmentRecord?
  /// Nil before the run has come to its end.
  private let results: TrainingResult?
  private let rows: [MetricsLog.Row]

  /// The rows of `metrics.csv` that are shown, at most.
  private static let mostRows = 200

  init(_ trained: TrainedRun) throws(RunError) {
    self.trained = trained
    environment = try trained.directory.read(.environment, as: EnvironmentRecord.self)
    results = try trained.directory.read(.results, as: TrainingResult.self)
    rows = try trained.directory.metrics.rows()
  }

  /// The page with its head: what the run is.
  var page: HTMLPage {
    let settings = trained.settings
    let name = URL(fileURLWithPath: trained.directory.path).lastPathComponent
    var page = HTMLPage("Run \(name)")
    var parts = [
      environment?.data ?? "\(settings.dataset)", "model \(settings.model.name)",
      "family \(settings.family)",
    ]
    if let results {
      parts.append("\(results.labelled) labelled and \(results.unlabelled) unlabelled samples")
      parts.append("\(results.steps) steps")
    } else {
      parts.append("not finished: step \(rows.last.map { "\($0.step)" } ?? "0")")
    }
    parts.append("seed \(settings.seed)")
    page.add(paragraph: parts.joined(separator: ", ") + ".")
    if let environment {
      let system = "Computed by continuum \(environment.version) on \(environment.device)"
      page.add(
        paragraph: system + (environment.driver.map { ", driver \($0)" } ?? "")
          + (results.map { ", \(ProgressLine.time($0.seconds)) of training" } ?? "") + ".")
    }
    return page
  }

  func addResults(to page: inout HTMLPage) {
    guard let results else { return }
    page.add(heading: "Results")
    let parts = [results.test] + (results.validation.map { [$0] } ?? [])
    var table = HTMLTable(["figure"] + parts.map(\.split))
    let figures: [(String, (SplitMetrics) -> Double?)] = [
      ("accuracy", \.accuracy), ("log-loss (nats)", \.logLoss),
      ("expected calibration error", { $0.head?.expectedCalibrationError }),
      ("−log p(x | z), per sample (nats)", \.reconstruction), ("KL, per sample (nats)", \.kl),
      ("samples", { Double($0.samples) }),
    ]
    for (name, value) in figures {
      let cells = parts.map(value)
      if cells.contains(where: { $0 != nil }) { table.add([name] + cells.map(Self.number)) }
    }
    for name in (results.test.heads ?? [:]).keys.sorted() {
      let heads = parts.map { $0.heads?[name] }
      table.add(["\(name): accuracy"] + heads.map { Self.number($0?.accuracy) })
      table.add(["\(name): log-loss (nats)"] + heads.map { Self.number($0?.logLoss) })
    }
    if let score = results.betaVAE { table.add(["betaVAE score (%)", Self.number(score.mean)]) }
    page.add(table)
  }

  func addCurves(to page: inout HTMLPage) throws(RunError) {
    let curves = LearningCurves(rows)
    guard !curves.plots.isEmpty else { return }
    page.add(heading: "Learning curves")
    page.add(
      curves.plots,
      caption: "Training figures are means over the steps of an epoch, shown at its last one; "
        + "the others are of the model at that step.")
  }

  /// Adds what is in `images/`.
  func addPictures(to page: inout HTMLPage) throws(RunError) {
    let folder = trained.directory.path + "/images"
    let names = try RunError.files { () throws(FileError) in try Folder.entries(folder) }
      .filter { $0.hasSuffix(".png") }
    guard !names.isEmpty else { return }
    page.add(heading: "Pictures")
    for name in names {
      let bytes = try RunError.files { () throws(FileError) in
        try InputFile("\(folder)/\(name)").contents()
      }
      let what = Self.captions.first { name.hasSuffix($0.key) }?.value
      page.add(png: bytes, name: name, caption: what.map { "\(name): \($0)" } ?? name)
    }
  }

  private static let captions = [
    "reconstructions.png": "test images, below each row their reconstructions from z = mean",
    "samples.png": "decoded z drawn from N(0, I), where there are classes a row for each",
    "traversals.png": "one latent dimension in each row, from −3 to 3",
  ]

  func addConfusion(to page: inout HTMLPage) {
    guard let test = results?.test else { return }
    let heads = trained.settings.modelDescription(of: trained.description).heads
    let named = test.heads ?? test.head.map { ["": $0] } ?? [:]
    let tables = heads.compactMap { head in
      named[head.name]?.confusionMatrix.flatMap {
        ConfusionTable.table($0, classNames: head.classes, head: head.name)
      }
    }
    guard !tables.isEmpty else { return }
    page.add(heading: "Confusion of classes, test samples")
    for table in tables { page.add(table) }
  }

  func addMetrics(to page: inout HTMLPage) throws(RunError) {
    guard !rows.isEmpty else { return }
    let others = rows.lazy.first { !$0.others.isEmpty }?.others.map(\.name) ?? []
    let shown = rows.suffix(Self.mostRows)
    page.add(heading: "Metrics")
    var table = HTMLTable(
      MetricsLog.header.split(separator: ",").map(String.init) + others,
      caption: shown.count < rows.count ? "The last \(shown.count) of \(rows.count) rows." : nil)
    for row in shown {
      let values = [
        row.loss, row.reconstruction, row.kl, row.classification, row.accuracy, row.logLoss,
      ]
      table.add(
        ["\(row.epoch)", "\(row.step)", row.split] + values.map(Self.number)
          + others.map { name in Self.number(row.others.first { $0.name == name }?.value) })
    }
    page.add(table)
  }

  func addSettings(to page: inout HTMLPage) {
    let settings = trained.settings
    page.add(heading: "Settings")
    var table = HTMLTable(["setting", "value"])
    table.add(["dataset", "\(settings.dataset)"])
    for key in Settings.keys { table.add([key.name, key.text(in: settings)]) }
    page.add(table)
  }

  private static func number(_ value: Double?) -> String {
    value.map { ProgressLine.number($0) } ?? "–"
  }
}
