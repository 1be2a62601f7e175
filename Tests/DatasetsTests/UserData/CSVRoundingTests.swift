import Datasets
import Testing

/// Columns whose numbers are one number in 32 bits.
@Suite struct CSVRoundingTests {
  private func table(_ times: [String]) -> SmallTable {
    SmallTable("time,value\n" + times.enumerated().map { "\($1),\($0)\n" }.joined())
  }

  @Test(arguments: [["1700000001", "1700000002"], ["1e-50", "2e-50", "3e-50"]])
  func whatIsLostIsRefused(_ times: [String]) throws {
    let error = try #require(table(times).error)
    #expect(error.kind == .badData)
    #expect(error.description.contains("in column time, such as"))
  }

  @Test(arguments: [["5", "5"], ["1e-50", "1"], ["1700000001", "1700000002", "1800000000"]])
  func roundingAloneIsNot(_ times: [String]) throws {
    #expect(try table(times).load().train.count == times.count)
  }
}
