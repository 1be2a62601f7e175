import Evaluation
import Foundation
import Testing

/// What the scores are on encodings whose answer is known.
@Suite struct DisentanglementPropertyTests {
  private static let classes = [5, 9, 18, 6]

  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  /// Rows with uniform factors; `row` makes the means from the factor's values.
  private func encodings(
    rows: Int = 1_500, _ row: ([Int], inout Generator) -> [Float]
  ) throws -> Encodings {
    var generator = Generator(state: 99)
    var factors = [[Int]](repeating: [], count: Self.classes.count)
    var values: [Float] = []
    var dimensions = 1
    for _ in 0..<rows {
      let classes = Self.classes.map { Int.random(in: 0..<$0, using: &generator) }
      for (factor, value) in classes.enumerated() { factors[factor].append(value) }
      let means = row(classes, &generator)
      dimensions = means.count
      values += means
    }
    return try Encodings(
      values: values, dimensions: dimensions,
      factors: factors.enumerated().map { index, values in
        Encodings.Factor(name: "factor \(index)", classCount: Self.classes[index], values: values)
      })
  }

  private var settings: DisentanglementScores.Settings {
    DisentanglementScores.Settings(
      betaVAESeeds: 2,
      betaVAE: BetaVAEScore.Settings(trainingPoints: 600, testPoints: 1_000),
      factorVAE: FactorVAEScore.Settings(trainingPoints: 600, testPoints: 1_000),
      completeness: DCIScore.Settings(stages: 30))
  }

  /// One dimension for each factor: 100 %, and 1 as far as a classifier of one dimension can.
  @Test func perfectDisentanglement() throws {
    let encodings = try encodings { classes, _ in
      classes.map { Float($0) }
    }
    let scores = try DisentanglementScores(encodings, settings: settings, seed: 3)
    #expect(scores.betaVAE.allSatisfy { $0.score == 100 && $0.converged })
    #expect(scores.factorVAE.score == 1)
    #expect(scores.mutualInformationGap.score > 0.9)
    #expect(scores.completeness.disentanglement > 0.99)
    #expect(scores.completeness.completeness > 0.99)
    #expect(scores.completeness.informativeness > 0.99)
    // One line against the rest finds the two outer classes only, whatever the encoder.
    #expect(scores.separatedAttribute.score > 0.1)
  }

  /// Nothing to be found: chance.
  @Test func noise() throws {
    let encodings = try encodings { _, generator in
      (0..<6).map { _ in Float.random(in: -1...1, using: &generator) }
    }
    let scores = try DisentanglementScores(encodings, settings: settings, seed: 3)
    #expect(scores.betaVAE.allSatisfy { abs($0.score - 25) < 6 && $0.chance == 25 })
    #expect(abs(scores.factorVAE.score - 0.25) < 0.06)
    #expect(scores.mutualInformationGap.score < 0.02)
    #expect(scores.separatedAttribute.score < 0.05)
    #expect(scores.completeness.disentanglement < 0.1)
    #expect(scores.completeness.completeness < 0.1)
  }

  @Test func orderOfDimensionsDoesNotMatter() throws {
    func mixture(_ order: [Int]) throws -> Encodings {
      try encodings { classes, generator in
        let noise = (0..<5).map { _ in Float.random(in: -1...1, using: &generator) }
        let means = [
          Float(classes[0]) + noise[0], Float(classes[1]) + 0.7 * Float(classes[0]) + noise[1],
          Float(classes[2]) / 3 + noise[2], Float(classes[3]) - Float(classes[1]) / 4 + noise[3],
          noise[4],
        ]
        return order.map { means[$0] }
      }
    }
    let straight = try DisentanglementScores(mixture([0, 1, 2, 3, 4]), settings: settings, seed: 5)
    let permuted = try DisentanglementScores(mixture([3, 0, 4, 2, 1]), settings: settings, seed: 5)
    #expect(largestDifference(straight.betaVAE.map(\.score), permuted.betaVAE.map(\.score)) < 0.11)
    #expect(straight.factorVAE.score == permuted.factorVAE.score)
    #expect(
      abs(straight.mutualInformationGap.score - permuted.mutualInformationGap.score) < 1e-12)
    #expect(abs(straight.separatedAttribute.score - permuted.separatedAttribute.score) < 1e-12)
    // Equally good splits are decided by chance, so that trees may differ a little.
    #expect(
      abs(straight.completeness.disentanglement - permuted.completeness.disentanglement) < 0.005)
    #expect(abs(straight.completeness.completeness - permuted.completeness.completeness) < 0.005)
  }

  @Test func sameSeedSameScores() throws {
    let encodings = try encodings(rows: 400) { classes, generator in
      classes.map { Float($0) + Float.random(in: -2...2, using: &generator) }
    }
    let first = try DisentanglementScores(encodings, settings: settings, seed: 8)
    #expect(try DisentanglementScores(encodings, settings: settings, seed: 8) == first)
    #expect(try DisentanglementScores(encodings, settings: settings, seed: 9) != first)
    #expect(first.completeness.trainingPoints == 266 && first.completeness.testPoints == 134)
    #expect(first.betaVAESummary.standardError != nil)
  }

  /// Collapsed dimensions have no vote, and no variance to divide by.
  @Test func constantDimensions() throws {
    let encodings = try encodings(rows: 300) { _, _ in [0.25, 1, -3] }
    let scores = try DisentanglementScores(encodings, settings: settings, seed: 1)
    #expect(scores.factorVAE.score == 0 && scores.factorVAE.activeDimensions.isEmpty)
    #expect(scores.mutualInformationGap.score == 0)
    #expect(scores.separatedAttribute.score == 0)
    #expect(scores.completeness.disentanglement == 0)
    #expect(scores.betaVAE.allSatisfy { $0.converged && abs($0.score - 25) < 8 })
  }

  @Test func refusesWhatHasNoScore() throws {
    let factor = Encodings.Factor(name: "lighting", classCount: 6, values: [0, 3])
    #expect(throws: EvaluationError.notANumber(row: 1)) {
      _ = try Encodings(values: [0, 1, 2, .nan], dimensions: 2, factors: [factor])
    }
    #expect(throws: EvaluationError.self) {
      _ = try Encodings(
        values: [0, 1], dimensions: 2, factors: [.init(name: "a", classCount: 1, values: [0])])
    }
    let same = try Encodings(
      values: [0, 1], dimensions: 1, factors: [.init(name: "a", classCount: 3, values: [2, 2])])
    #expect(throws: EvaluationError.self) { _ = try MutualInformationGap(same, seed: 1) }
  }

  /// Separable classes: the weights have a finite optimum, and the gradient reaches it.
  @Test func regressionOfSeparableClassesConverges() throws {
    let features = (0..<60).map { Double($0) }
    let labels = (0..<60).map { $0 / 20 * 2 }
    let model = try LogisticRegression(features: features, dimensions: 1, labels: labels)
    #expect(model.converged && model.classes == [0, 2, 4])
    #expect(model.accuracy(features, labels) == 1)
  }
}
