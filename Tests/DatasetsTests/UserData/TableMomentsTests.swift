import Datasets
import Testing

@Suite struct TableMomentsTests {
  private func statistics(_ rows: [String], chunkBytes: Int) throws -> ColumnStatistics {
    var table = SmallTable("a,b\n" + rows.map { "\($0)\n" }.joined())
    table.chunkBytes = chunkBytes
    return try #require(try table.load().description.statistics)
  }

  /// Means 3 and 20; squares about them 4, 1, 0, 1, 4 and 100 four times.
  @Test(arguments: [8, 16, 24, 1 << 20])
  func workedByHand(chunkBytes: Int) throws {
    let result = try statistics(["1,10", "2,10", "3,20", "4,30", "5,30"], chunkBytes: chunkBytes)
    #expect(abs(result.means[0] - 3) < 1e-15 && abs(result.means[1] - 20) < 1e-14)
    #expect(abs(result.standardDeviations[0] - 2.0.squareRoot()) < 1e-15)
    #expect(abs(result.standardDeviations[1] - 80.0.squareRoot()) < 1e-14)
  }

  /// A constant column has no deviation, whatever its value and the pieces; it becomes 0.
  @Test(arguments: [8, 24, 1 << 20])
  func constantColumns(chunkBytes: Int) throws {
    let rows = (0..<50).map { "0.1,\($0)" }
    let result = try statistics(rows, chunkBytes: chunkBytes)
    #expect(result.means[0] == Double(Float(0.1)))
    #expect(result.standardDeviations[0] == 0)
    let data = try SmallTable("a\n0.1\n0.1\n0.1\n").load()
    #expect(try data.train.allValues() == [0, 0, 0])
  }

  /// An offset of a million does not cost the deviation of 1 its digits.
  @Test(arguments: [8, 24, 1 << 20])
  func offsets(chunkBytes: Int) throws {
    let rows = (0..<50).map { "\($0 % 2 == 0 ? 8_000_000 : 8_000_002),0" }
    let result = try statistics(rows, chunkBytes: chunkBytes)
    #expect(abs(result.means[0] - 8_000_001) < 1e-9)
    #expect(abs(result.standardDeviations[0] - 1) < 1e-12)
  }
}
