import Datasets
import Runs
import Testing

/// What feedback adds to data, by hand.
@Suite struct FeedbackDataTests {
  /// Rows of one value, which is the row's number, `offset` added.
  private func samples(_ count: Int, offset: Int, labels: [Int32]) -> ArraySamples {
    ArraySamples(
      MemoryArray((0..<count).map { Float($0 + offset) }, sampleShape: [1]),
      factors: [LabelColumn(name: "kind", classCount: 2, values: labels)])
  }

  private func data(
    _ feedback: FeedbackRows, labelled: [Int], unlabelled: [Int]
  ) throws -> FeedbackData {
    let train = samples(40, offset: 0, labels: (0..<40).map { $0 % 2 })
    let test = samples(6, offset: 100, labels: [0, 1, 0, 1, 0, -1])
    let base = ArrayDataset(
      name: "rows", title: "rows", train: train, test: test,
      description: DataDescription(
        kind: .table, sampleShape: [1], element: .float, isUnitRange: false,
        heads: [DataDescription.Head(classes: ["cat", "dog"])]))
    return try FeedbackData(
      feedback, of: test, path: "rows", on: base, labelled: labelled, unlabelled: unlabelled)
  }

  /// 40 rows, of which 12 are labelled: 6 a class, but a class of feedback has at most 4.
  @Test func classesAreBalanced() throws {
    let feedback = FeedbackRows(classes: .added, falsePositives: [5], falseNegatives: [2, 0])
    let data = try data(feedback, labelled: Array(0..<12), unlabelled: Array(12..<40))
    #expect(data.repetitions == [4, 2])
    let train = data.dataset.train
    #expect(train.count == 48 && data.labelled == Array(0..<12) + Array(40..<48))
    #expect(data.unlabelled == Array(12..<40))
    #expect(
      try train.values(of: [1, 40, 43, 44, 2, 45, 46]) == [1, 105, 105, 102, 2, 100, 102])
    #expect(train.factors[0].classCount == 4)
    #expect(train.labels.suffix(8) == [2, 2, 2, 2, 3, 3, 3, 3] && train.labels[1] == 1)
    #expect(data.dataset.test.labels == [0, 1, 0, 1, 0, -1])
    #expect(
      data.dataset.description.heads[0].classes == [
        "cat", "dog", "false positive", "false negative",
      ])
  }

  @Test func withoutLabelsAllOthersAreAClass() throws {
    let feedback = FeedbackRows(classes: .alone, falsePositives: [], falseNegatives: [1])
    let data = try data(feedback, labelled: [], unlabelled: Array(0..<30))
    #expect(data.repetitions == [0, 3] && data.unlabelled.isEmpty)
    #expect(data.labelled == Array(0..<30) + [40, 41, 42])
    #expect(data.dataset.train.labels.prefix(30).allSatisfy { $0 == 0 })
    // Rows that do not train have no class.
    #expect(data.dataset.train.labels[30] == -1)
    #expect(data.dataset.train.labels.suffix(3) == [2, 2, 2])
    #expect(data.dataset.test.labels.allSatisfy { $0 == -1 })
    #expect(data.dataset.description.heads[0].classes[0] == "other")
  }

  @Test func rowsThatAreNotThereAreRefused() throws {
    let feedback = FeedbackRows(classes: .added, falsePositives: [6], falseNegatives: [])
    let error = #expect(throws: DatasetError.self) {
      try data(feedback, labelled: [0, 1], unlabelled: [])
    }
    #expect(error?.kind == .badData && error?.description.contains("row 6") == true)
  }
}
