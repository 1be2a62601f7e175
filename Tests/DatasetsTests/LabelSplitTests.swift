import Basics
import Datasets
import Foundation
import Testing

@Suite struct LabelSplitTests {
  private let labels = (0..<1_000).map { Int32($0 * $0 % 10) }

  /// The published outputs of SplitMix64 for this seed.
  @Test func splitMix64() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect(
      (0..<5).map { _ in generator.next() } == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func boundedNumbersAreUniform() {
    var generator = SplitMix64(seed: 3)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.next(below: 7)] += 1 }
    // Five standard deviations of a binomial count are 463.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 463 })
  }

  /// Computed by another implementation of the documented procedure.
  @Test func drawsAsDocumented() throws {
    let split = try LabelSplit(
      keeping: 5, of: [Int32](repeating: 0, count: 20), classCount: 1, seed: 1)
    #expect(split.indices == [6, 9, 10, 16, 17])
  }

  @Test(arguments: [0, 1, 100, 999, 1_000], [false, true])
  func drawsDistinctAscendingRows(count: Int, stratified: Bool) throws {
    let split = try LabelSplit(
      keeping: count, of: labels, classCount: 10, seed: 4, stratified: stratified)
    #expect(split.indices.count == count)
    #expect(zip(split.indices, split.indices.dropFirst()).allSatisfy { $0 < $1 })
    #expect(split.indices.allSatisfy { (0..<1_000).contains($0) })
    let rest = try split.unlabelledRows()
    #expect(Set(rest + split.indices).count == 1_000 && rest.count == 1_000 - count)
    let again = try LabelSplit(
      keeping: count, of: labels, classCount: 10, seed: 4, stratified: stratified)
    #expect(split == again)
    try split.check(rowCount: 1_000, path: "labels.json")
  }

  @Test func seedsDiffer() throws {
    let first = try LabelSplit(keeping: 100, of: labels, classCount: 10, seed: 1)
    let second = try LabelSplit(keeping: 100, of: labels, classCount: 10, seed: 2)
    let shared = Set(first.indices).intersection(second.indices).count
    #expect(shared < 30)
  }

  @Test func stratifiedSharesFollowTheClasses() throws {
    // Sizes 50, 30, 20; 7 · size / 100 = 3.5, 2.1, 1.4: the row left over goes to class 0.
    let sizes = [50, 30, 20]
    let labels = sizes.enumerated().flatMap {
      [Int32](repeating: Int32($0.offset), count: $0.element)
    }
    let split = try LabelSplit(
      keeping: 7, of: labels, classCount: 3, seed: 9, stratified: true)
    let counts = (0..<3).map { label in split.indices.count { Int(labels[$0]) == label } }
    #expect(counts == [4, 2, 1])
  }

  @Test func limitsUnlabelledRows() throws {
    let split = try LabelSplit(keeping: 100, of: labels, classCount: 10, seed: 4)
    let rows = try split.unlabelledRows(limit: 50)
    #expect(rows.count == 50 && Set(rows).isDisjoint(with: split.indices))
    #expect(try split.unlabelledRows(limit: 0).isEmpty)
    let error = failure { _ = try split.unlabelledRows(limit: 901) }
    #expect(error?.description.contains("901") == true)
    #expect(error?.description.contains("900") == true)
  }

  @Test func refusesMoreLabelsThanRows() {
    for count in [1_001, -1] {
      let error = failure {
        _ = try LabelSplit(keeping: count, of: labels, classCount: 10, seed: 1)
      }
      #expect(error?.kind == .usage)
      #expect(
        error?.description
          == "labels: found \(count), expected 0 to 1000, the number of training rows with a label")
    }
  }

  @Test(arguments: [false, true])
  func drawsAmongSomeRowsAsFromThoseAlone(stratified: Bool) throws {
    let rows = (0..<1000).filter { $0 % 3 != 1 }
    let alone = try LabelSplit(
      keeping: 50, of: rows.map { labels[$0] }, classCount: 10, seed: 5, stratified: stratified)
    let among = try LabelSplit(
      keeping: 50, of: labels, among: rows, classCount: 10, seed: 5, stratified: stratified)
    #expect(among.indices == alone.indices.map { rows[$0] } && among.rowCount == 1000)
    #expect(
      try among.unlabelledRows(among: rows, limit: 100)
        == alone.unlabelledRows(limit: 100).map { rows[$0] })
    let error = failure {
      _ = try LabelSplit(keeping: 51, of: labels, among: Array(0..<50), classCount: 10, seed: 5)
    }
    #expect(error?.kind == .usage)
  }

  /// The file of a run has these keys, with and without rows that are held out.
  @Test func readsTheFilesOfRuns() throws {
    let image = #"{"indices":[1,4],"rowCount":9,"seed":3,"stratified":true,"validation":[]}"#
    let split = try JSONDecoder().decode(LabelSplit.self, from: Data(image.utf8))
    #expect(split.indices == [1, 4] && split.validation.isEmpty && split.pairs == nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(split), as: UTF8.self) == image)
    let sequence = image.replacing(
      "\"validation\":[]", with: "\"validation\":[2],\"validationSubjects\":[7]")
    let held = try JSONDecoder().decode(LabelSplit.self, from: Data(sequence.utf8))
    #expect(held.validation == [2] && held.validationSubjects == [7])
    #expect(String(decoding: try encoder.encode(held), as: UTF8.self) == sequence)
  }

  @Test func survivesItsFile() throws {
    let split = try LabelSplit(keeping: 10, of: labels, classCount: 10, seed: .max)
    let read = try JSONDecoder().decode(LabelSplit.self, from: JSONEncoder().encode(split))
    #expect(read == split)
    #expect(failure { try read.check(rowCount: 999, path: "labels.json") }?.kind == .badData)
    for indices in ["[3,3]", "[4,2]", "[-1,2]", "[2,5]"] {
      let text = #"{"seed":1,"stratified":false,"rowCount":5,"indices":\#(indices)}"#
      let damaged = try JSONDecoder().decode(LabelSplit.self, from: Data(text.utf8))
      #expect(failure { try damaged.check(rowCount: 5, path: "labels.json") }?.kind == .badData)
    }
  }

  @Test func keepingLabelsReadsAsInTheExample() throws {
    try withTemporaryFolder { folder in
      try SmallFiles().write(to: folder, compressed: false)
      let data = try MNIST(at: folder).keepingLabels(4, seed: 1)
      #expect(data.labelSplit?.indices.count == 4)
      #expect(data.train.count == 20)
      #expect(failure { _ = try data.keepingLabels(21, seed: 1) }?.kind == .usage)
    }
  }
}
