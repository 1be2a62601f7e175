import Datasets
import Foundation
import Testing

@Suite struct BatchSamplerTests {
  private func sampler(
    labelled: Range<Int>, unlabelled: Range<Int>, batchSize: Int,
    mode: BatchSampler.Mode = .semiSupervised, seed: UInt64 = 7
  ) throws -> BatchSampler {
    try BatchSampler(
      rowCount: 1_000, labelled: Array(labelled), unlabelled: Array(unlabelled),
      batchSize: batchSize, mode: mode, seed: seed)
  }

  /// Computed by another implementation of the documented generator.
  @Test func ordersAsDocumented() throws {
    var sampler = try sampler(
      labelled: 0..<0, unlabelled: 0..<10, batchSize: 10, mode: .unsupervised)
    #expect(sampler.next().rows == [0, 8, 3, 7, 9, 6, 1, 5, 4, 2])
    #expect(sampler.next().rows == [6, 4, 1, 7, 8, 5, 9, 3, 0, 2])
  }

  @Test(arguments: [8, 7, 2, 64, 65], [(3, 50), (50, 3), (1, 1), (40, 40)])
  func halfLabelledHalfUnlabelled(batchSize: Int, counts: (Int, Int)) throws {
    let (few, many) = counts
    var sampler = try sampler(
      labelled: 0..<few, unlabelled: few..<few + many, batchSize: batchSize)
    var uses = [Int](repeating: 0, count: few + many)
    for step in 1...100 {
      let batch = sampler.next()
      #expect(batch.rows.count == batchSize)
      #expect(batch.labelled == batch.rows.map { $0 < few })
      #expect(batch.labelled.count { $0 } == batchSize / 2)
      #expect(batch.labelled.prefix(batchSize / 2).allSatisfy { $0 })
      for row in batch.rows { uses[row] += 1 }
      // Every row of a kind has been used as often as the others, up to the current pass.
      for part in [uses[..<few], uses[few...]] {
        let (least, most) = (part.min() ?? 0, part.max() ?? 0)
        #expect(most - least <= 1, "step \(step)")
      }
    }
  }

  @Test func passesAreReshuffled() throws {
    var sampler = try sampler(
      labelled: 0..<0, unlabelled: 0..<100, batchSize: 100, mode: .unsupervised)
    let passes = (0..<5).map { _ in sampler.next().rows }
    #expect(Set(passes).count == 5)
    #expect(passes.allSatisfy { Set($0) == Set(0..<100) })
  }

  @Test(arguments: BatchSampler.Mode.allCases)
  func goesOnFromASavedPosition(mode: BatchSampler.Mode) throws {
    let start = try sampler(labelled: 0..<13, unlabelled: 13..<120, batchSize: 16, mode: mode)
    var running = start
    for _ in 0..<37 {
      let saved = try JSONEncoder().encode(running.position)
      #expect(saved.count < 100)
      var restored = start
      try restored.move(to: JSONDecoder().decode(BatchSampler.Position.self, from: saved))
      var expected = running
      for _ in 0..<10 { #expect(restored.next() == expected.next()) }
      _ = running.next()
    }
  }

  @Test func refusesForeignPositions() throws {
    var sampler = try sampler(labelled: 0..<3, unlabelled: 3..<10, batchSize: 4)
    let before = sampler.position
    let place = #"{"pass":0,"index":0}"#
    for bad in [#"{"pass":0,"index":7}"#, #"{"pass":-1,"index":0}"#, #"{"pass":0,"index":-1}"#] {
      let text = #"{"labelled":\#(place),"unlabelled":\#(bad)}"#
      let position = try JSONDecoder().decode(
        BatchSampler.Position.self, from: Data(text.utf8))
      #expect(failure { try sampler.move(to: position) }?.kind == .usage)
    }
    #expect(sampler.position == before)
  }

  @Test func doesNotDependOnHowRowsAreListed() throws {
    var first = try BatchSampler(
      rowCount: 6, labelled: [1, 0], unlabelled: [5, 2, 4, 3], batchSize: 4,
      mode: .semiSupervised, seed: 1)
    var second = try BatchSampler(
      rowCount: 6, labelled: [0, 1], unlabelled: [2, 3, 4, 5], batchSize: 4,
      mode: .semiSupervised, seed: 1)
    for _ in 0..<10 { #expect(first.next() == second.next()) }
  }

  @Test func plainShufflingAtBothEnds() throws {
    for mode in [BatchSampler.Mode.semiSupervised, .unsupervised] {
      var none = try sampler(labelled: 0..<0, unlabelled: 0..<100, batchSize: 10, mode: mode)
      #expect(none.stepsPerEpoch == 10)
      let batches = (0..<10).map { _ in none.next() }
      #expect(Set(batches.flatMap(\.rows)) == Set(0..<100))
      #expect(batches.allSatisfy { !$0.labelled.contains(true) })
    }
    for mode in [BatchSampler.Mode.semiSupervised, .supervised] {
      var all = try sampler(labelled: 0..<100, unlabelled: 100..<100, batchSize: 10, mode: mode)
      #expect(all.stepsPerEpoch == 10)
      let batches = (0..<10).map { _ in all.next() }
      #expect(Set(batches.flatMap(\.rows)) == Set(0..<100))
      #expect(batches.allSatisfy { !$0.labelled.contains(false) })
    }
  }

  @Test func supervisedUsesLabelledRowsOnly() throws {
    var sampler = try sampler(
      labelled: 0..<3, unlabelled: 3..<900, batchSize: 8, mode: .supervised)
    for _ in 0..<20 {
      let batch = sampler.next()
      #expect(batch.rows.count == 8 && batch.rows.allSatisfy { $0 < 3 })
      #expect(!batch.labelled.contains(false))
    }
  }

  @Test func unsupervisedUsesAllRowsWithoutLabels() throws {
    var sampler = try sampler(
      labelled: 0..<30, unlabelled: 30..<90, batchSize: 90, mode: .unsupervised)
    let batch = sampler.next()
    #expect(Set(batch.rows) == Set(0..<90) && !batch.labelled.contains(true))
  }

  /// MNIST with 1,000 labels: 59,000 / 64 = 921.875; without labels or with all: 60,000 / 128.
  @Test(arguments: [
    (1_000, 59_000, 128, BatchSampler.Mode.semiSupervised, 922),
    (1_000, 59_000, 128, .supervised, 922), (1_000, 59_000, 128, .unsupervised, 469),
    (0, 60_000, 128, .semiSupervised, 469), (60_000, 0, 128, .semiSupervised, 469),
    (60_000, 0, 128, .supervised, 469), (10, 3, 128, .semiSupervised, 1),
  ])
  func stepsPerEpoch(
    labelled: Int, unlabelled: Int, batchSize: Int, mode: BatchSampler.Mode, steps: Int
  ) throws {
    let sampler = try BatchSampler(
      rowCount: 60_000, labelled: Array(0..<labelled),
      unlabelled: Array(labelled..<labelled + unlabelled), batchSize: batchSize, mode: mode,
      seed: 0)
    #expect(sampler.stepsPerEpoch == steps)
  }

  @Test func refusesImpossibleSettings() {
    #expect(
      failure { _ = try sampler(labelled: 0..<2, unlabelled: 2..<9, batchSize: 1) }?.kind
        == .usage)
    #expect(
      failure { _ = try sampler(labelled: 0..<0, unlabelled: 0..<9, batchSize: 0) }?.kind
        == .usage)
    #expect(
      failure { _ = try sampler(labelled: 0..<0, unlabelled: 0..<0, batchSize: 4) }?.kind
        == .usage)
    #expect(
      failure {
        _ = try sampler(labelled: 0..<0, unlabelled: 0..<9, batchSize: 4, mode: .supervised)
      }?.kind == .usage)
  }
}
