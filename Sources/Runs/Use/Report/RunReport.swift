public import Devices
import Files
public import Graphs
import Reporting
public import Training

/// A run as one page for people: results, learning curves, latent map, pictures, settings.
public struct RunReport: Sendable {
  /// The run's folder.
  public var run: String
  /// The HTML file to write, whose name ends in `.html`.
  public var output: String
  /// The folder with the data, for the latent map; nil for the run's own.
  public var data: String?
  public var checkpoint = CheckpointStore.Link.last
  /// The device; nil for the run's own.
  public var device: String?
  /// What heavy operations multiply in; nil for the run's own.
  public var precision: DeviceTraits.Precision?
  /// Where compiled kernels, measured choices and unpacked data sets are kept.
  public var cache = CacheDirectory.none

  public init(_ run: String, output: String) {
    self.run = run
    self.output = output
  }

  /// Writes the page, which holds its pictures and needs no other file.
  ///
  /// Where the data or the checkpoint are not there, the page has no latent map and says so.
  ///
  /// - Throws: `RunError` of kind `usage` for an output with another ending, `notFound` where there is
  ///   no run; `DatasetError`, `ComputeError` or `FileError`.
  public func write(_ report: (RunEvent) -> Void) throws -> ReportResult {
    _ = try OutputFormat(of: output, among: OutputFormat.reports)
    let trained = try TrainedRun(run, cache)
    let content = try RunReportPage(trained)
    var page = content.page
    content.addResults(to: &page)
    try content.addCurves(to: &page)
    try addLatentMap(of: trained, to: &page, report)
    try content.addPictures(to: &page)
    content.addConfusion(to: &page)
    try content.addMetrics(to: &page)
    content.addSettings(to: &page)
    let html = page.html
    try AtomicFile.write(html, to: output)
    return ReportResult(subject: run, output: output, bytes: html.utf8.count)
  }

  private func addLatentMap(
    of trained: TrainedRun, to page: inout HTMLPage, _ report: (RunEvent) -> Void
  ) throws {
    guard trained.settings.family != .es else { return }
    do {
      let dataset = try trained.loadData(from: data, report)
      let loaded = try trained.load(checkpoint, on: device, precision: precision, report)
      defer { loaded.device.close(report) }
      let names = trained.description.heads.first?.classes ?? []
      guard
        let map = try LatentMap(of: dataset.test, classNames: names, by: loaded.predictor)
      else { return }
      page.add(heading: "Latent map")
      page.add([map.plot], caption: map.caption)
    } catch let error as any ClassifiedError where error.kind == .notFound {
      report(.warning("the report has no latent map: \(error)"))
      page.add(heading: "Latent map")
      page.add(paragraph: "Left out: \(error)")
    }
  }
}

/// The file that a report was written to.
public struct ReportResult: Sendable, Codable {
  /// The folder of the run or experiment.
  public let subject: String
  /// The HTML file.
  public let output: String
  public let bytes: Int

  package init(subject: String, output: String, bytes: Int) {
    self.subject = subject
    self.output = output
    self.bytes = bytes
  }
}
