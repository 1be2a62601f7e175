import Evaluation
import Foundation
import Testing

@Suite struct NegativeLogLikelihoodTests {
  /// −Σ x·log p + (1 − x)·log(1 − p) with p = 1/(1 + exp(−l)), sample by sample.
  @Test func bernoulliIsTheSumOverASamplesValues() {
    let (logits, samples): ([Float], [Float]) = ([0, 1.5, -2, 3], [0.25, 1, 0, 0.5])
    let terms = zip(logits, samples).map { logit, x in
      let p = 1 / (1 + exp(-Double(logit)))
      return -Double(x) * log(p) - (1 - Double(x)) * log(1 - p)
    }
    let sums = NegativeLogLikelihood.bernoulli(logits: logits, samples: samples, size: 2)
    #expect(abs(sums[0] - terms[0] - terms[1]) < 1e-12)
    #expect(abs(sums[1] - terms[2] - terms[3]) < 1e-12)
  }

  /// A float32 probability would be exactly 0 or 1 here.
  @Test func bernoulliOfLargeLogitsIsExact() {
    let sums = NegativeLogLikelihood.bernoulli(
      logits: [1_000, -1_000, 1_000], samples: [0, 1, 1], size: 1)
    #expect(sums == [1_000, 1_000, 0])
  }

  @Test func gaussianIsTheDensity() {
    let sums = NegativeLogLikelihood.gaussian(
      mean: [1, 0], standardDeviation: [2, 0.5], samples: [3, 0], size: 2)
    let first = -log(exp(-0.5) / (2 * (2 * Double.pi).squareRoot()))
    let second = -log(1 / (0.5 * (2 * Double.pi).squareRoot()))
    #expect(sums.count == 1 && abs(sums[0] - first - second) < 1e-12)
  }
}

@Suite struct AveragedPredictionsTests {
  /// The class of a sequence is that of the mean of its steps' probabilities.
  @Test func probabilitiesAreAveraged() throws {
    let steps = [0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.5, 0.5]
    let means = try ClassPredictions(probabilities: steps, classCount: 2).averaged(overRows: 2)
    let expected = [0.55, 0.45, 0.4, 0.6]
    #expect(means.count == 2 && means.classes == [0, 1])
    for (actual, expected) in zip(means.logProbabilities, expected) {
      #expect(abs(exp(actual) - expected) < 1e-12)
    }
  }

  /// Probabilities below the least double are not lost, and impossible classes stay so.
  @Test func smallProbabilitiesAreKept() throws {
    let means = try ClassPredictions(
      logProbabilities: [-2_000, -.infinity, -2_000, -.infinity], classCount: 2
    ).averaged(overRows: 2)
    #expect(means.logProbabilities == [-2_000, -.infinity])
  }
}
