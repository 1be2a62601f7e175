import ArgumentParser
import Continuum
import Foundation

/// `continuum score RUN`.
struct ScoreCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Score how unlikely samples are under a run's model.",
    discussion: """
      The anomaly score is -1/L sum log p(x | z_l, pi(x)) in nats, with L codes drawn from the \
      posterior of each sample; its standard error is that over the draws. Input is as for predict; the \
      first column is the number of the sample from 0, or the path of the picture in a folder. \
      Without --input the test samples are scored and, where a class was left out of training \
      (--set anomalousClass=N), the area under the curve is given with that class as the positive one.

      Of a run that has learned from feedback, a last column has the adjusted scores \
      (1 - p_fp) / (1 - p_fn) x.
      """)

  @OptionGroup
  var trained: TrainedRunOptions

  @Option(help: "The file or folder with the samples (default: the test samples of the data).")
  var input: String?

  @Option(help: "The folder or file with the data (default: the one that the run was trained on).")
  var data: String?

  @Option(parsing: .unconditional, help: "Codes drawn for each sample.")
  var draws = 16

  func run(in environment: Environment) throws {
    var score = ScoreRun(trained.folder)
    trained.configure(&score, in: environment)
    score.input = input
    score.data = data
    score.draws = draws
    score.seed = trained.compute.seed
    try trained.compute.console.print(resultOf: score.run, text: Self.text)
  }

  /// One line for each sample, tabs between the columns.
  private static func text(_ result: ScoreResult) -> String {
    let columns =
      [result.pictures == nil ? "sample" : "picture", "score", "standard error"]
      + (result.adjusted == nil ? [] : ["adjusted"])
    let figures = [result.scores, result.standardErrors, result.adjusted?.scores].compactMap { $0 }
    let lines = result.scores.indices.map { index in
      [result.pictures?[index] ?? "\(index)"] + figures.map { ProgressLine.number($0[index]) }
    }
    let areas = [
      result.areaUnderCurve.map {
        "area under the curve, class left out against the others: \(ProgressLine.number($0))"
      },
      (result.adjusted?.areaUnderCurve).map { "after feedback: \(ProgressLine.number($0))" },
      result.remark,
    ]
    return (([columns] + lines).map { $0.joined(separator: "\t") } + areas.compactMap { $0 })
      .joined(separator: "\n")
  }
}
