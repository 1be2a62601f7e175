import Files
import Foundation
import Reporting
public import Runs
import Training

/// A folder of experiments as one page for people: their tables, plots and pictures so far.
public struct ExperimentReport: Sendable {
  /// The folder of the results.
  public let experiment: String
  /// The HTML file to write.
  public let output: String
  /// The names of the experiments whose results the folder holds.
  private let names: [String]

  /// Nil where a folder holds no results of an experiment.
  ///
  /// - Parameter output: a path that ends in `.html`.
  /// - Throws: `RunError` of kind `usage` for another ending; `FileError`.
  public init?(_ experiment: String, output: String) throws {
    guard FileKind.of(experiment) == .folder else { return nil }
    let files = try Folder.entries(experiment)
    names = files.filter { $0.hasSuffix(Self.textEnding) }
      .map { String($0.dropLast(Self.textEnding.count)) }
      .filter { files.contains("\($0).json") }
    guard !names.isEmpty else { return nil }
    _ = try OutputFormat(of: output, among: OutputFormat.reports)
    self.experiment = experiment
    self.output = output
  }

  /// How the file with an experiment's results for people ends.
  static let textEnding = ".md"

  /// Writes the page, which holds its pictures and needs no other file.
  ///
  /// - Throws: `FileError`.
  public func write() throws -> ReportResult {
    let folder = URL(fileURLWithPath: experiment).lastPathComponent
    var page = HTMLPage(names.count == 1 ? "Experiment \(names[0])" : "Experiments in \(folder)")
    let files = try Folder.entries(experiment)
    for name in names {
      page.add(heading: name)
      page.add(markdown: String(decoding: try contents("\(name)\(Self.textEnding)"), as: UTF8.self))
      for file in files where owner(of: file) == name {
        if file.hasSuffix(".svg") {
          page.add(svg: String(decoding: try contents(file), as: UTF8.self), caption: file)
        } else if file.hasSuffix(".png") {
          page.add(png: try contents(file), name: file, caption: file)
        }
      }
    }
    let html = page.html
    try AtomicFile.write(html, to: output)
    return ReportResult(subject: experiment, output: output, bytes: html.utf8.count)
  }

  /// The experiment that a file belongs to: the longest name that the file's begins with.
  private func owner(of file: String) -> String? {
    names.filter { file.hasPrefix($0) }.max { $0.count < $1.count }
  }

  private func contents(_ file: String) throws(FileError) -> [UInt8] {
    try InputFile("\(experiment)/\(file)").contents()
  }
}
