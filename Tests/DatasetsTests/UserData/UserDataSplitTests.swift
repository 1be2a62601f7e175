import Datasets
import Testing

@Suite struct UserDataSplitTests {
  private func table(_ rows: Int, share: Double, seed: UInt64) -> SmallTable {
    var table = SmallTable("a\n" + (0..<rows).map { "\($0)\n" }.joined(), testShare: share)
    table.splitSeed = seed
    return table
  }

  /// Computed by another implementation of the documented procedure.
  @Test func drawsAsDocumented() throws {
    #expect(try table(20, share: 0.2, seed: 1).load().test.rowNumbers() == [9, 12, 14, 17])
    #expect(try table(20, share: 0.1, seed: 1).load().test.rowNumbers() == [9, 12])
  }

  @Test(arguments: [0, 0.04, 0.1, 0.35, 0.5, 0.95], [1, 2])
  func holdsOutAShare(share: Double, seed: UInt64) throws {
    let data = try table(20, share: share, seed: seed).load()
    #expect(data.test.count == Int((share * 20).rounded()))
    let (train, test) = (try data.train.rowNumbers(), try data.test.rowNumbers())
    #expect((train + test).sorted() == Array(0..<20))
    #expect(train == train.sorted() && test == test.sorted())
    #expect(try table(20, share: share, seed: seed).load().test.rowNumbers() == test)
  }

  @Test func seedsDiffer() throws {
    let draws = try (0..<10).map { try table(20, share: 0.2, seed: $0).load().test.rowNumbers() }
    #expect(Set(draws).count > 5)
  }

  @Test(arguments: [-0.1, 1, 2, .nan, .infinity])
  func refusesShares(share: Double) {
    let error = table(20, share: share, seed: 1).error
    #expect(
      error
        == .usage(setting: "test-share", found: "\(share)", expected: "at least 0 and below 1"))
  }

  @Test func leavesATrainingRow() {
    let error = table(2, share: 0.9, seed: 1).error
    #expect(error?.kind == .usage)
    #expect(error?.description.contains("0.9, which holds out every row") == true)
  }

  /// Six groups with rows here and there; the groups in the order that another implementation draws.
  @Test(arguments: [
    (1, 0.1, ["p3"]), (1, 0.3, ["p3", "p2"]), (2, 0.4, ["p1", "p0", "p2"]), (3, 0.1, ["p4"]),
  ])
  func keepsGroupsTogether(seed: UInt64, share: Double, expected: [String]) throws {
    let groups = (0..<18).map { "p\($0 * 5 % 6)" }
    var table = SmallTable(
      "a,g\n" + groups.enumerated().map { "\($0.offset),\($0.element)\n" }.joined(), group: "g",
      testShare: share)
    table.splitSeed = seed
    let data = try table.load()
    #expect(data.description.columns == ["a"])
    let test = try data.test.rowNumbers()
    #expect(test == groups.indices.filter { expected.contains(groups[$0]) })
    #expect(data.train.count == 18 - test.count)
  }

  @Test func leavesAGroup() {
    let error = SmallTable("a,g\n1,p\n2,p\n", group: "g", testShare: 0.1).error
    #expect(error?.kind == .usage)
    #expect(error?.description.contains("which holds out every group") == true)
  }

  /// Statistics are those of the training rows alone, and labels follow their rows.
  @Test func statisticsOfTrainingRows() throws {
    let rows = (0..<20).map { "\($0),\($0 * $0),c\($0 % 2)\n" }
    let table = SmallTable("a,b,y\n" + rows.joined(), labels: ["y"], testShare: 0.2)
    for chunkBytes in [8, 40, 1 << 22] {
      var table = table
      table.chunkBytes = chunkBytes
      let data = try table.load()
      let training = (0..<20).filter { ![9, 12, 14, 17].contains($0) }
      #expect(try data.train.rowNumbers() == training)
      #expect(data.train.labels == training.map { Int32($0 % 2) })
      #expect(data.test.labels == [1, 0, 0, 1])
      let statistics = try #require(data.description.statistics)
      for (column, values) in [
        training.map { Double($0) }, training.map { Double($0 * $0) },
      ].enumerated() {
        let mean = values.reduce(0, +) / 16
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 16
        #expect(abs(statistics.means[column] - mean) < 1e-12 * mean)
        let deviation = variance.squareRoot()
        #expect(abs(statistics.standardDeviations[column] - deviation) < 1e-12 * deviation)
      }
    }
  }
}
