import ArgumentParser
import Continuum
import Foundation

/// `continuum disentangle RUN`.
struct DisentangleCommand: EnvironmentCommand {
  static let configuration = CommandConfiguration(
    commandName: "disentangle",
    abstract: "Score how well the latent dimensions tell Small-NORB's factors apart.",
    discussion: """
      The betaVAE score (in percent, over five draws) and, on the same encodings, the FactorVAE score, \
      MIG, SAP and DCI. Every pair is encoded once.
      """)

  @OptionGroup
  var trained: TrainedRunOptions

  @Option(help: "The folder with the data (default: the one that the run was trained on).")
  var data: String?

  func run(in environment: Environment) throws {
    var disentanglement = DisentanglementRun(trained.folder)
    trained.configure(&disentanglement, in: environment)
    disentanglement.data = data
    disentanglement.seed = trained.compute.seed
    try trained.compute.console.print(resultOf: disentanglement.run, text: Self.text)
  }

  private static func text(_ result: DisentanglementResult) -> String {
    let scores = result.scores
    guard let chance = scores.betaVAE.first?.chance,
      let gradient = scores.betaVAE.map(\.gradientNorm).max()
    else { preconditionFailure("disentanglement scores without a betaVAE score") }
    func share(_ value: Double) -> String { String(format: "%.3f", value) }
    return [
      "\(result.data), \(result.samples) pairs, checkpoint \(result.checkpoint) of step "
        + "\(result.step)",
      "betaVAE score  \(scores.betaVAESummary.percent), chance "
        + "\(String(format: "%.0f", chance)); gradient of the regression "
        + "at most \(String(format: "%.1e", gradient))",
      "  unpenalised  \(scores.betaVAEUnpenalised.percent)",
      "FactorVAE      \(share(scores.factorVAE.score))",
      "MIG            \(share(scores.mutualInformationGap.score))",
      "SAP            \(share(scores.separatedAttribute.score))",
      "DCI            disentanglement \(share(scores.completeness.disentanglement)), completeness "
        + "\(share(scores.completeness.completeness)), informativeness "
        + "\(share(scores.completeness.informativeness))",
    ].joined(separator: "\n")
  }
}

extension SampleSummary {
  /// Mean ± standard error and n, for figures in percent.
  var percent: String {
    let error = standardError.map { String(format: " ± %.1f", $0) } ?? ""
    return String(format: "%.1f", mean) + error + " % (n = \(count))"
  }
}
