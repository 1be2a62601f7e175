import Datasets
import Foundation
import Testing

@Suite struct LabelSplitRowsTests {
  @Test func keepsTheGivenRows() throws {
    let split = try LabelSplit(rows: [7, 2, 5], of: 9)
    #expect(split.indices == [2, 5, 7] && split.rowCount == 9)
    #expect(try split.unlabelledRows() == [0, 1, 3, 4, 6, 8])
    try split.check(rowCount: 9, path: "labels.json")
    let copy = try JSONDecoder().decode(LabelSplit.self, from: JSONEncoder().encode(split))
    #expect(copy == split)
    #expect(try LabelSplit(rows: [], of: 0).indices.isEmpty)
  }

  @Test(arguments: [([-1], "row -1"), ([0, 9], "row 9"), ([3, 1, 3], "row 3 twice")])
  func refusesRows(rows: [Int], found: String) {
    let error = failure { _ = try LabelSplit(rows: rows, of: 9) }
    #expect(error?.kind == .usage)
    #expect(error?.description.hasPrefix("labelled rows: found \(found), expected") == true)
  }

  /// Rows without a label are not drawn where the caller leaves them out.
  @Test(arguments: [false, true])
  func drawsAmongLabelledRows(stratified: Bool) throws {
    let labels: [Int32] = (0..<30).map { $0 % 3 == 0 ? -1 : Int32($0 % 2) }
    let labelled = labels.indices.filter { labels[$0] >= 0 }
    let split = try LabelSplit(
      keeping: 12, of: labels, among: labelled, classCount: 2, seed: 5, stratified: stratified)
    #expect(split.indices.count == 12 && split.indices.allSatisfy { labels[$0] >= 0 })
  }
}
