import Datasets
import Testing

@Suite struct ArrayDatasetTests {
  private let rows: [Float] = (0..<20).map { Float($0) }

  @Test func floatsAreTakenAsTheyAre() throws {
    let data = try ArrayDataset(
      rows, shape: [10, 2], kind: .table, labels: [3, nil, 7, -1, 3, 7, 3, 7, 3, 7],
      test: .share(0, seed: 1), name: "mine")
    #expect(data.name == "mine" && data.train.count == 10 && data.test.count == 0)
    #expect(try data.train.allValues() == rows)
    #expect(data.classNames == ["3", "7"])
    #expect(data.train.labels == [0, -1, 1, -1, 0, 1, 0, 1, 0, 1])
    #expect(data.description.statistics == nil && !data.description.isUnitRange)
    #expect(data.description.kind == .table && data.description.sampleShape == [2])
    #expect(data.description.element == .float && data.description.columns == nil)
  }

  @Test func holdsOutAShare() throws {
    let data = try ArrayDataset(
      rows, shape: [20, 1], kind: .table, labels: (0..<20).map { $0 % 2 },
      test: .share(0.2, seed: 1))
    // As for files.
    #expect(try data.test.allValues() == [9, 12, 14, 17])
    #expect(data.test.labels == [1, 0, 0, 1] && data.train.count == 16)
  }

  @Test func namesOfClassesKeepTheirOrder() throws {
    let data = try ArrayDataset(
      rows, shape: [5, 4], kind: .table, labels: [1, 0, 2, nil, 1],
      classNames: ["zebra", "ape", "cat"],
      test: .floats([0, 0, 0, 0, 1, 1, 1, 1], shape: [2, 4], labels: [2, nil]))
    #expect(data.classNames == ["zebra", "ape", "cat"])
    #expect(data.train.labels == [1, 0, 2, -1, 1] && data.test.labels == [2, -1])
    #expect(data.test.count == 2)
  }

  @Test func noLabelAtAll() throws {
    let data = try ArrayDataset(
      rows, shape: [10, 2], kind: .table, labels: [Int?](repeating: nil, count: 10),
      classNames: ["a", "b"])
    #expect(data.description.heads.isEmpty && data.train.factors.isEmpty)
  }

  @Test func images() throws {
    let bytes = [UInt8](repeating: 51, count: 24)
    let data = try ArrayDataset(bytes, shape: [4, 2, 3], kind: .image, test: .share(0, seed: 1))
    #expect(data.description.sampleShape == [2, 3, 1] && data.description.element == .byte)
    #expect(data.description.isUnitRange && data.description.heads.isEmpty)
    #expect(try data.train.values(of: [0]) == [Float](repeating: 0.2, count: 6))
    #expect(try data.train.bytes(of: [3]) == [UInt8](repeating: 51, count: 6))
    let coloured = try ArrayDataset(
      bytes, shape: [2, 2, 2, 3], kind: .image,
      test: .bytes([UInt8](repeating: 0, count: 12), shape: [1, 2, 2, 3]))
    #expect(coloured.description.sampleShape == [2, 2, 3] && coloured.test.count == 1)
  }

  /// Whether all training values are in 0…1; those of the test part do not count.
  @Test(arguments: [
    ([0, 0.5, 1, 1], true), ([0, 0.5, 1, 1.01], false), ([-0.1, 0, 0, 0], false),
  ])
  func unitRange(values: [Float], isUnitRange: Bool) throws {
    let data = try ArrayDataset(
      values, shape: [2, 2, 1], kind: .sequence, test: .floats([5, 5], shape: [1, 2, 1]))
    #expect(data.description.isUnitRange == isUnitRange)
  }

  @Test func severalHeads() throws {
    let source = MemoryArray(rows, sampleShape: [5])
    let data = try ArrayDataset(
      source, kind: .table,
      heads: [
        HeadLabels([0, 1, nil, 0], name: "size", classNames: ["small", "large"]),
        HeadLabels([-3, 5, 5, nil], name: "number"),
      ], test: .samples(source, labels: [[1, nil, 0, 0], [5, 5, -3, nil]]))
    #expect(
      data.description.heads == [
        .init(name: "size", classes: ["small", "large"]),
        .init(name: "number", classes: ["-3", "5"]),
      ])
    #expect(data.train.factors.map(\.values) == [[0, 1, -1, 0], [0, 1, 1, -1]])
    #expect(data.test.factors.map(\.values) == [[1, -1, 0, 0], [1, 1, 0, -1]])
  }

  @Test func aTestPartWithoutLabels() throws {
    let data = try ArrayDataset(
      rows, shape: [10, 2], kind: .table, labels: (0..<10).map { $0 % 3 },
      test: .floats([1, 2], shape: [1, 2]))
    #expect(data.test.labels == [-1] && data.test.classCount == 3)
  }

  /// Labels are drawn among the samples that have one.
  @Test(arguments: [false, true])
  func keepsSomeLabels(stratified: Bool) throws {
    let labels = (0..<20).map { $0 % 4 == 0 ? nil : $0 % 2 }
    let data = try ArrayDataset(
      rows, shape: [20, 1], kind: .table, labels: labels, test: .share(0, seed: 1))
    let kept = try data.keepingLabels(6, seed: 3, stratified: stratified)
    let indices = try #require(kept.labelSplit?.indices)
    #expect(indices.count == 6 && indices.allSatisfy { $0 % 4 != 0 })
    let error = failure { _ = try data.keepingLabels(16, seed: 3, stratified: stratified) }
    #expect(error?.kind == .usage)
  }
}
