/// All disentanglement scores of one set of encodings.
public struct DisentanglementScores: Sendable, Equatable, Codable {
  /// The settings of each score.
  public struct Settings: Sendable, Equatable, Codable {
    /// Seeds seed, seed + 1, … of the betaVAE score, at least one.
    public var betaVAESeeds: Int
    /// The betaVAE score's points and classifier.
    public var betaVAE: BetaVAEScore.Settings
    /// The FactorVAE score's points.
    public var factorVAE: FactorVAEScore.Settings
    /// The mutual information gap's points and bins.
    public var mutualInformationGap: MutualInformationGap.Settings
    /// SAP's points and cost.
    public var separatedAttribute: SeparatedAttributeScore.Settings
    /// DCI's points and trees.
    public var completeness: DCIScore.Settings

    /// Every score's own defaults, and five seeds of the betaVAE score.
    public init(
      betaVAESeeds: Int = 5,
      betaVAE: BetaVAEScore.Settings = BetaVAEScore.Settings(),
      factorVAE: FactorVAEScore.Settings = FactorVAEScore.Settings(),
      mutualInformationGap: MutualInformationGap.Settings = MutualInformationGap.Settings(),
      separatedAttribute: SeparatedAttributeScore.Settings = SeparatedAttributeScore.Settings(),
      completeness: DCIScore.Settings = DCIScore.Settings()
    ) {
      precondition(betaVAESeeds > 0, "at least one seed")
      self.betaVAESeeds = betaVAESeeds
      self.betaVAE = betaVAE
      self.factorVAE = factorVAE
      self.mutualInformationGap = mutualInformationGap
      self.separatedAttribute = separatedAttribute
      self.completeness = completeness
    }
  }

  /// The betaVAE score of each seed.
  public let betaVAE: [BetaVAEScore]
  /// Mean and spread of the betaVAE score over those seeds, in percent.
  public let betaVAESummary: SampleSummary
  /// The same with almost no penalty in the regression, which otherwise hides dimensions of small
  /// scale.
  public let betaVAEUnpenalised: SampleSummary
  /// The FactorVAE score.
  public let factorVAE: FactorVAEScore
  /// MIG.
  public let mutualInformationGap: MutualInformationGap
  /// SAP.
  public let separatedAttribute: SeparatedAttributeScore
  /// DCI.
  public let completeness: DCIScore

  /// Computes every score; the same seed gives the same scores.
  ///
  /// - Throws: `EvaluationError.tooFewRows` where every factor has a single value.
  public init(
    _ encodings: Encodings, settings: Settings = Settings(), seed: UInt64
  ) throws(EvaluationError) {
    let seeds = (0..<settings.betaVAESeeds).map { seed &+ UInt64($0) }
    (betaVAE, betaVAESummary) = try BetaVAEScore.scores(
      encodings, settings: settings.betaVAE, seeds: seeds)
    var unpenalised = settings.betaVAE
    unpenalised.regression = .unpenalised
    betaVAEUnpenalised = try BetaVAEScore.scores(encodings, settings: unpenalised, seeds: seeds)
      .summary
    factorVAE = FactorVAEScore(encodings, settings: settings.factorVAE, seed: seed)
    mutualInformationGap = try MutualInformationGap(
      encodings, settings: settings.mutualInformationGap, seed: seed)
    separatedAttribute = SeparatedAttributeScore(
      encodings, settings: settings.separatedAttribute, seed: seed)
    completeness = DCIScore(encodings, settings: settings.completeness, seed: seed)
  }
}
