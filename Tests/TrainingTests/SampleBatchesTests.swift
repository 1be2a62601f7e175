import Datasets
import Testing
import Training

@Suite struct SampleBatchesTests {
  private func sampler(_ count: Int) throws -> BatchSampler {
    try BatchSampler(
      rowCount: count, labelled: [0], unlabelled: Array(1..<count), batchSize: 4,
      mode: .semiSupervised, seed: 1)
  }

  @Test func everyByteDividedBy255() throws {
    let images = LabelledImages(
      images: (0...255).map { UInt8($0) }, height: 4, width: 8, channels: 2,
      factors: [LabelColumn(name: "a", classCount: 4, values: [0, 1, 2, 3])])
    #expect(
      try images.values(of: 0..<4).map(\.bitPattern)
        == (0...255).map { (Float($0) / 255).bitPattern })
    #expect(try images.values(of: [2, 0])[0..<2] == [128 / 255, 129 / 255])
    #expect(try images.values(of: []).isEmpty)
  }

  @Test func everyFactorOfTheRows() throws {
    let images = LabelledImages(
      images: (0..<8).map { UInt8($0) }, height: 1, width: 1, channels: 1,
      factors: [
        LabelColumn(name: "a", classCount: 8, values: [0, 1, 2, 3, 4, 5, 6, 7]),
        LabelColumn(name: "b", classCount: 2, values: [0, 1, 0, 1, 0, 1, 0, 1]),
      ])
    var batches = SampleBatches(images, sampler: try sampler(8))
    var expected = try sampler(8)
    for _ in 0..<5 {
      let (batch, rows) = (try batches.next(), expected.next())
      #expect(batch.x == .byte(rows.rows.map { UInt8($0) }))
      #expect(batch.labels == [rows.rows.map { Int32($0) }, rows.rows.map { Int32($0 % 2) }])
      #expect(batch.labelled == rows.labelled.map { $0 ? 1 : 0 })
    }
  }

  @Test func rowsWithoutALabelAreUnlabelled() throws {
    let data = try ArrayDataset(
      (0..<20).map { Float($0) }, shape: [20, 1], kind: .table,
      labels: (0..<20).map { $0 < 6 ? $0 % 2 : nil }, test: .share(0, seed: 1))
    var batches = try data.batches(of: 4, seed: 1)
    for _ in 0..<10 {
      let batch = try batches.next()
      #expect(batch.labelled == batch.x.floats.map { $0 < 6 ? 1 : 0 })
      #expect(batch.labelled.reduce(0, +) == 2)
    }
  }

  /// Images of a file that is no longer there.
  private struct Lost: ImageSource {
    let count = 8
    let height = 2
    let width = 2
    let channels = 1
    static let error = DatasetError.file(
      .inputOutput(path: "images", operation: "reading", reason: "it is gone"))

    func read(
      _ row: Int, into image: UnsafeMutableBufferPointer<UInt8>
    ) throws(DatasetError) {
      throw Self.error
    }
  }

  @Test func aFailureToReadIsThrown() throws {
    let labels = LabelColumn(name: "a", classCount: 1, values: Array(repeating: 0, count: 8))
    var batches = SampleBatches(
      LabelledImages(Lost(), factors: [labels]), sampler: try sampler(8))
    #expect(throws: Lost.error) { _ = try batches.next() }
  }
}
