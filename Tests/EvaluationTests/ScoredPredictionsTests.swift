import Evaluation
import Testing

@Suite("ScoredPredictions")
struct ScoredPredictionsTests {
  @Test func batchesAddUp() throws {
    let logits: [Float] = [2, 0, -1, 0, 3, 1, 1, 1, 1, -2, 0, 4, 0, 1, 0]
    let labels: [Int32] = [0, 1, 2, 2, 0]
    let whole = try ClassPredictions(logits: logits, classCount: 3)
    var rows = ScoredPredictions(classCount: 3)
    for part in [0..<2, 2..<5] {
      rows.append(
        try ClassPredictions(
          logits: Array(logits[part.lowerBound * 3..<part.upperBound * 3]), classCount: 3),
        labels: Array(labels[part]))
    }
    #expect(rows.count == 5)
    #expect(try rows.accuracy() == 0.6)
    #expect(try rows.accuracy() == whole.accuracy(labels))
    #expect(try rows.logLoss() == whole.logLoss(labels))
    #expect(
      try rows.expectedCalibrationError() == whole.expectedCalibrationError(labels))
    #expect(rows.confusionMatrix().counts == [[1, 1, 0], [0, 1, 0], [1, 0, 1]])
  }
}
