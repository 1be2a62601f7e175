import Experiments
import Runs
import Testing

/// The rows and claims of Table 1.
@Suite struct Table1Tests {
  @Test func rows() throws {
    let rows = try Table1().tableRows()
    #expect(
      rows.map(\.name) == [
        "ss dense, 100 labels", "m2, 100 labels", "ss dense, 1000 labels", "m2, 1000 labels",
      ])
    #expect(rows.allSatisfy { $0.runs == 10 && $0.run.epochs == 10 })
    #expect(rows.map(\.baseline) == ["m2, 100 labels", nil, "m2, 1000 labels", nil])
    let quick = try Table1(quick: true).tableRows()
    #expect(quick.map(\.name) == ["ss dense, 1000 labels", "m2, 1000 labels"])
    #expect(quick.allSatisfy { $0.runs == 1 && $0.run.epochs == 4 })
  }

  /// Differences of 0.01 and 0.002, 0.006 ± 0.004: at most 0.014. Ratios of 5 and 6, 5.5 ± 0.5.
  @Test func similarAndFaster() throws {
    let claims = try self.claims(
      own: (0.94, 0.936), other: (0.93, 0.934), ownSpeed: (5_000, 6_000), otherSpeed: (1_000, 1_000)
    )
    #expect(claims.map(\.reproduced) == [.yes, .yes])
    let values = try claims.map { try #require($0.value) }
    let errors = try claims.map { try #require($0.standardError) }
    #expect(zip(values, [0.006, 5.5]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(zip(errors, [0.004, 0.5]).allSatisfy { abs($0 - $1) < 1e-9 })
    #expect(
      claims[0].text == "accuracy: ss dense, 1000 labels − m2, 1000 labels, within 0.02")
  }

  /// Differences of −0.01 and −0.02, −0.015 ± 0.005: up to −0.025. Ratios of 1.1 and 0.95, 1.025 ± 0.075.
  @Test func notSimilarOrNotFaster() throws {
    let claims = try self.claims(
      own: (0.92, 0.91), other: (0.93, 0.93), ownSpeed: (1_100, 950), otherSpeed: (1_000, 1_000))
    #expect(claims.map(\.reproduced) == [.no, .no])
    let errors = try claims.map { try #require($0.standardError) }
    #expect(zip(errors, [0.005, 0.075]).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  /// A single run settles nothing.
  @Test func oneRun() throws {
    var table = FilledTable(try Table1(quick: true).tableRows())
    table.fill("ss dense, 1000 labels", .accuracy, [1: 0.93])
    table.fill("m2, 1000 labels", .accuracy, [1: 0.93])
    let claims = Table1(quick: true).claims(table.scores)
    #expect(claims.map(\.reproduced) == [.notSettled, .notSettled])
    #expect(claims.map(\.value) == [0, nil])
  }

  /// The claims of two runs with 1,000 labels.
  private func claims(
    own: (Double, Double), other: (Double, Double), ownSpeed: (Double, Double),
    otherSpeed: (Double, Double)
  ) throws -> [Claim] {
    var table = FilledTable(try Table1(quick: true).tableRows())
    for (metric, pairs) in [
      (Metric.accuracy, (own, other)), (.imagesPerSecond, (ownSpeed, otherSpeed)),
    ] {
      table.fill("ss dense, 1000 labels", metric, [1: pairs.0.0, 2: pairs.0.1])
      table.fill("m2, 1000 labels", metric, [1: pairs.1.0, 2: pairs.1.1])
    }
    return Table1(quick: true).claims(table.scores)
  }
}
