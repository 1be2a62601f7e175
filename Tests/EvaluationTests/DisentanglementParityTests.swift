import Evaluation
import Foundation
import Testing

/// The scores against scikit-learn's on the same rows; tolerances are those of Fixtures/README.md.
@Suite struct DisentanglementParityTests {
  private let fixture: DisentanglementFixture
  private var encodings: Encodings { fixture.encodings }
  private var reference: DisentanglementFixture.Reference { fixture.reference }

  init() throws {
    fixture = try DisentanglementFixture()
  }

  private func regression(
    _ settings: LogisticRegression.Settings
  ) throws -> LogisticRegression {
    let features = (0..<1000).flatMap { row in
      (0..<10).map { Double(encodings.values[row * encodings.dimensions + $0]) }
    }
    return try LogisticRegression(
      features: features, dimensions: 10, labels: Array(encodings.factors[0].values[..<1000]),
      settings: settings)
  }

  @Test func logisticRegressionWithDefaultPenalty() throws {
    let model = try regression(.scikitLearn)
    #expect(model.converged && model.gradientNorm < 1e-9)
    let expected = reference.regression.default
    #expect(largestDifference(model.weights, expected.weights.flatMap { $0 }) < 1e-5)
    #expect(largestDifference(model.intercepts, expected.intercepts) < 1e-5)
    let features = (1000..<encodings.count).flatMap { row in
      (0..<10).map { Double(encodings.values[row * encodings.dimensions + $0]) }
    }
    let accuracy = model.accuracy(features, Array(encodings.factors[0].values[1000...]))
    #expect(abs(accuracy - reference.regression.defaultAccuracy) < 1e-12)
  }

  @Test func logisticRegressionWithNextToNoPenalty() throws {
    let model = try regression(.unpenalised)
    #expect(model.converged && model.gradientNorm < 1e-9)
    let expected = reference.regression.plain.weights.flatMap { $0 }
    let largest = expected.lazy.map(abs).max() ?? 0
    #expect(largestDifference(model.weights, expected) < 1e-5 * largest)
    #expect(
      largestDifference(model.intercepts, reference.regression.plain.intercepts) < 1e-5 * largest)
  }

  @Test func betaVAEScoreOnTheSamePoints() throws {
    for expected in reference.betaVae {
      let unpenalised = try BetaVAEScore(
        encodings, settings: BetaVAEScore.Settings(regression: .unpenalised), seed: expected.seed)
      #expect(unpenalised.converged && unpenalised.gradientNorm < 1e-9)
      #expect(abs(unpenalised.score - expected.plain) <= 0.5)
      #expect(abs(unpenalised.score - expected.unpenalised) <= 0.5)
      let plain = try BetaVAEScore(encodings, seed: expected.seed)
      #expect(plain.converged && plain.gradientNorm < 1e-9)
      #expect(abs(plain.score - expected.default) <= 0.5)
    }
  }

  @Test func betaVAEScoreOverSeeds() throws {
    let (scores, summary) = try BetaVAEScore.scores(
      encodings, settings: BetaVAEScore.Settings(regression: .unpenalised),
      seeds: [10, 11, 12, 13, 14])
    let expected = try SampleSummary(reference.betaVaeIndependent.plain)
    #expect(summary.count == 5 && scores.count == 5)
    #expect(abs(summary.mean - expected.mean) <= 0.5)
  }

  @Test func factorVAEScore() {
    let expected = reference.factorVae
    let score = FactorVAEScore(
      encodings,
      settings: FactorVAEScore.Settings(
        trainingPoints: expected.trainingPoints, testPoints: expected.testPoints), seed: 1)
    #expect(score.activeDimensions == expected.active)
    #expect(abs(score.score - expected.score) < 1e-12)
    #expect(abs(score.trainingScore - expected.trainingScore) < 1e-12)
  }

  @Test func mutualInformationGap() throws {
    let expected = reference.mutualInformationGap
    let gap = try MutualInformationGap(
      encodings, settings: MutualInformationGap.Settings(points: expected.points), seed: 1)
    #expect(gap.points == expected.points)
    #expect(abs(gap.score - expected.score) < 1e-9)
    #expect(
      largestDifference(gap.information.flatMap { $0 }, expected.information.flatMap { $0 }) < 1e-9)
  }

  @Test func linearSupportVectors() {
    let lighting = encodings.factors[3].values
    for expected in reference.supportVectors {
      let rows = (0..<encodings.count).filter {
        (lighting[$0] < 3 || $0.isMultiple(of: 3)) && lighting[$0] <= expected.largest
      }
      let model = LinearSupportVectors(
        feature: rows.map { Double(encodings.values[$0 * encodings.dimensions + 6]) },
        labels: rows.map { lighting[$0] }, cost: 0.01)
      #expect(largestDifference(model.lines.map(\.x), expected.weights) < 1e-6)
      #expect(largestDifference(model.lines.map(\.y), expected.intercepts) < 1e-6)
    }
  }

  @Test func separatedAttributeScore() {
    let expected = reference.separatedAttribute
    let score = SeparatedAttributeScore(
      encodings,
      settings: SeparatedAttributeScore.Settings(
        trainingPoints: expected.trainingPoints, testPoints: expected.testPoints), seed: 1)
    #expect(score.trainingPoints == expected.trainingPoints)
    #expect(abs(score.score - expected.score) < 1e-9)
    #expect(
      largestDifference(score.accuracies.flatMap { $0 }, expected.accuracies.flatMap { $0 }) < 1e-9)
  }

  @Test func disentanglementCompletenessInformativeness() {
    let expected = reference.dci
    let score = DCIScore(
      encodings,
      settings: DCIScore.Settings(
        trainingPoints: expected.trainingPoints, testPoints: expected.testPoints), seed: 1)
    func mean(_ value: (DisentanglementFixture.Reference.DCI.Run) -> Double) -> Double {
      expected.runs.map(value).reduce(0, +) / Double(expected.runs.count)
    }
    #expect(abs(score.disentanglement - mean(\.disentanglement)) < 0.003)
    #expect(abs(score.completeness - mean(\.completeness)) < 0.003)
    #expect(abs(score.informativeness - mean(\.informativeness)) < 0.005)
    #expect(abs(score.trainingInformativeness - mean(\.trainingInformativeness)) < 0.005)
    for (factor, accuracy) in score.accuracies.enumerated() {
      #expect(abs(accuracy - mean { $0.accuracies[factor] }) < 0.015)
    }
    for (dimension, row) in score.importances.enumerated() {
      let means = row.indices.map { factor in mean { $0.importances[dimension][factor] } }
      #expect(largestDifference(row, means) < 0.005)
    }
  }
}
