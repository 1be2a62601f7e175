import Evaluation
import Foundation
import Testing

@Suite struct ClassPredictionsTests {
  /// Four rows of three classes; the predicted classes are 0, 1, 2, 0 (a tie).
  private let probabilities: [Double] = [
    0.7, 0.2, 0.1,
    0.1, 0.8, 0.1,
    0.25, 0.25, 0.5,
    0.4, 0.4, 0.2,
  ]
  private let labels: [UInt8] = [0, 1, 0, 1]

  @Test func accuracyAndConfusion() throws {
    let predictions = try ClassPredictions(probabilities: probabilities, classCount: 3)
    #expect(predictions.count == 4)
    #expect(predictions.classes == [0, 1, 2, 0])
    #expect(try predictions.accuracy(labels) == 0.5)
    let matrix = predictions.confusionMatrix(labels)
    #expect(matrix.counts == [[1, 0, 1], [1, 1, 0], [0, 0, 0]])
    #expect(matrix.recalls == [0.5, 0.5, nil])
  }

  @Test func logLoss() throws {
    let predictions = try ClassPredictions(probabilities: probabilities, classCount: 3)
    let expected = -(log(0.7) + log(0.8) + log(0.25) + log(0.4)) / 4
    #expect(abs(try predictions.logLoss(labels) - expected) < 1e-15)
  }

  @Test func logLossIsClippedAndKeepsSmallProbabilities() throws {
    // A float32 softmax would give 0 here, and log 0.
    let small = try ClassPredictions(logits: [Float(0), -30], classCount: 2)
    #expect(abs(try small.logLoss([1]) - (30 + log1p(exp(-30)))) < 1e-14)
    let far = try ClassPredictions(logits: [Float(0), -1_000], classCount: 2)
    #expect(try far.logLoss([1]) == -log(1e-15))
    let never = try ClassPredictions(probabilities: [Float(1), 0], classCount: 2)
    #expect(try never.logLoss([1]) == -log(1e-15))
    #expect(try never.logLoss([0]) == 0)
    // A logarithm a little above 0 is rounding, not a gain.
    let above = try ClassPredictions(logProbabilities: [1e-7, -20], classCount: 2)
    #expect(try above.logLoss([0]) == 0)
  }

  @Test func logitsAndProbabilitiesAgree() throws {
    let fromLogits = try ClassPredictions(
      logits: probabilities.map { log($0) + 5 }, classCount: 3)
    let direct = try ClassPredictions(probabilities: probabilities, classCount: 3)
    for (first, second) in zip(fromLogits.logProbabilities, direct.logProbabilities) {
      #expect(abs(first - second) < 1e-14)
    }
  }

  @Test func calibration() throws {
    // Confidences 0.95, 0.95 (bin 15 of 15), 0.55, 0.55 (bin 9); right, wrong, right, right.
    let values = [0.95, 0.05, 0.95, 0.05, 0.55, 0.45, 0.45, 0.55]
    let predictions = try ClassPredictions(probabilities: values, classCount: 2)
    let error = try predictions.expectedCalibrationError([0, 1, 0, 1])
    #expect(abs(error - (0.5 * 0.45 + 0.5 * 0.45)) < 1e-12)
    // In one bin the gaps of both kinds cancel: accuracy 0.75, mean confidence 0.75.
    #expect(abs(try predictions.expectedCalibrationError([0, 1, 0, 1], bins: 1)) < 1e-12)
    // The upper edge of a bin belongs to it.
    let edge = try ClassPredictions(
      logProbabilities: [log(0.5), log(0.5), log(0.75), log(0.25)], classCount: 2)
    #expect(abs(try edge.expectedCalibrationError([1, 0], bins: 2) - 0.375) < 1e-12)
    let sure = try ClassPredictions(probabilities: [1.0, 0, 0, 1], classCount: 2)
    #expect(try sure.expectedCalibrationError([0, 1]) == 0)
  }

  @Test func refusesWhatHasNoValue() throws {
    #expect(throws: EvaluationError.notANumber(row: 1)) {
      _ = try ClassPredictions(probabilities: [0.5, 0.5, .nan, 0.5], classCount: 2)
    }
    #expect(throws: EvaluationError.notANumber(row: 0)) {
      _ = try ClassPredictions(logits: [Double.infinity, 1], classCount: 2)
    }
    let none = try ClassPredictions(probabilities: [Double](), classCount: 2)
    #expect(throws: EvaluationError.self) { _ = try none.accuracy([Int]()) }
    #expect(throws: EvaluationError.self) { _ = try none.logLoss([Int]()) }
    #expect(throws: EvaluationError.self) { _ = try none.expectedCalibrationError([Int]()) }
  }
}
