import Testing
import Training

@Suite struct TrainingOptionsTests {
  @Test func schedules() {
    #expect([0, 7].map { LearningRateSchedule.constant.factor(at: $0) } == [1, 1])
    let step = LearningRateSchedule.step(every: 3)
    #expect([0, 2, 3, 5, 6].map { step.factor(at: $0) } == [1, 1, 0.1, 0.1, 0.01])
    let cosine = LearningRateSchedule.cosine(steps: 4)
    let factors = (0...5).map { cosine.factor(at: $0) }
    for (factor, expected) in zip(factors, [1, 0.8535534, 0.5, 0.1464466, 0, 0]) {
      #expect(abs(Double(factor) - expected) < 1e-6)
    }
    #expect(factors[0] == 1 && factors[4] == 0)
  }

  @Test func theKLTermWarmsUp() {
    let warming = options { $0.klWarmUp = 4 }
    #expect((0...5).map { warming.klFactor(at: $0) } == [0, 0.25, 0.5, 0.75, 1, 1])
    #expect(TrainingOptions().klFactor(at: 0) == 1)
  }

  @Test func defaultsFitAnyBatch() throws {
    try TrainingOptions().check(batchSize: 7)
    try options { $0.accumulate = 3 }.check(batchSize: 9)
  }

  @Test(arguments: [
    ("schedule", options { $0.schedule = .step(every: 0) }),
    ("schedule", options { $0.schedule = .cosine(steps: -1) }),
    ("klWarmUp", options { $0.klWarmUp = -1 }), ("clipNorm", options { $0.clipNorm = 0 }),
    ("clipNorm", options { $0.clipNorm = .nan }), ("accumulate", options { $0.accumulate = 0 }),
  ])
  func whatCannotBeIsNamed(_ setting: String, _ options: TrainingOptions) {
    let error = failure { try options.check(batchSize: 8) }
    #expect(error?.kind == .usage && error?.description.hasPrefix(setting) == true)
  }

  @Test func batchesThatCannotBeDividedAreNamed() {
    let error = failure { try options { $0.accumulate = 3 }.check(batchSize: 128) }
    #expect(error?.description.contains("3 parts of a batch of 128") == true)
  }

  /// A batch whose labelled rows are first, or anywhere, in numbers that cannot be divided too.
  @Test(arguments: [
    ([1, 1, 0, 0], 2, [[0, 2], [1, 3]]),
    ([1, 1, 1, 1, 0, 0, 0, 0], 2, [[0, 1, 4, 5], [2, 3, 6, 7]]),
    ([0, 1, 0, 0, 1, 0], 2, [[1, 0, 2], [4, 3, 5]]),
    ([1, 1, 1, 0, 0, 0, 0, 0], 2, [[0, 3, 4, 5], [1, 2, 6, 7]]),
    ([1, 0, 0], 3, [[1], [2], [0]]), ([1, 1, 1, 1], 2, [[0, 1], [2, 3]]),
    ([0, 0, 0, 0], 4, [[0], [1], [2], [3]]),
  ])
  func partsShareTheLabelledRows(_ labelled: [Int32], _ parts: Int, _ rows: [[Int]]) {
    let batch = TrainingBatch(
      x: Array(repeating: 0, count: labelled.count), labels: [], labelled: labelled)
    #expect(batch.rows(ofParts: parts) == rows)
  }
}
