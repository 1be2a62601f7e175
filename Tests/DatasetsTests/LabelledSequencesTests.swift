import Datasets
import Foundation
import Testing

@Suite struct LabelledSequencesTests {
  /// Five sequences of two steps and three channels; the third channel never changes.
  private let sequences = LabelledSequences(
    values: (0..<10).flatMap { [Float($0), 1_000 + 2 * Float($0), 0.1] }, steps: 2,
    channelNames: ["a", "b", "c"], labels: [0, 1, 0, 1, 1], classNames: ["x", "y"],
    subjects: [7, 7, 8, 8, 9])

  @Test func rows() {
    #expect(sequences.count == 5 && sequences.channels == 3 && sequences.classCount == 2)
    #expect(sequences.valuesPerSample == 6)
    #expect(sequences.values(of: [1]) == [2, 1_004, 0.1, 3, 1_006, 0.1])
    let chosen = sequences.selecting([4, 1, 4])
    #expect(chosen.labels == [1, 1, 1] && chosen.subjects == [9, 7, 9])
    #expect(chosen.values == sequences.values(of: [4]) + sequences.values(of: [1, 4]))
    #expect(chosen.classNames == ["x", "y"] && chosen.channelNames == sequences.channelNames)
    #expect(sequences.selecting([]).count == 0)
  }

  @Test func statistics() throws {
    let statistics = SequenceStatistics(of: sequences)
    #expect(statistics.channelNames == ["a", "b", "c"])
    #expect(statistics.means == [4.5, 1_009, Double(Float(0.1))])
    // The variance of 0…9 is 8.25.
    let deviation = 8.25.squareRoot()
    #expect(abs(statistics.standardDeviations[0] - deviation) < 1e-14)
    #expect(abs(statistics.standardDeviations[1] - 2 * deviation) < 1e-14)
    #expect(statistics.standardDeviations[2] == 0)
    let standardized = sequences.standardized(with: statistics)
    for (index, value) in standardized.values.enumerated() {
      let expected = index % 3 == 2 ? 0 : Float((Double(index / 3) - 4.5) / deviation)
      #expect(abs(value - expected) < 1e-6)
    }
    #expect(standardized.labels == sequences.labels)
    #expect(standardized.subjects == sequences.subjects)
    let again = SequenceStatistics(of: standardized)
    #expect(again.means.allSatisfy { abs($0) < 1e-7 })
    #expect(again.standardDeviations[..<2].allSatisfy { abs($0 - 1) < 1e-7 })
    let copy = try JSONDecoder().decode(
      SequenceStatistics.self, from: JSONEncoder().encode(statistics))
    #expect(copy == statistics)
  }

  /// A large offset costs digits where squares are summed; the exact answers are 1e4 and 1/2.
  @Test func offsets() {
    let values = (0..<200_000).map { $0 % 2 == 0 ? Float(10_000.5) : Float(9_999.5) }
    let statistics = SequenceStatistics(
      of: LabelledSequences(
        values: values, steps: 10, channelNames: ["a"],
        labels: [UInt8](repeating: 0, count: 20_000), classNames: ["x"],
        subjects: [Int](repeating: 1, count: 20_000)))
    #expect(statistics.means == [10_000] && statistics.standardDeviations == [0.5])
  }

  @Test func checksSavedStatistics() throws {
    func decoded(_ means: String, _ deviations: String) throws -> SequenceStatistics {
      let text =
        #"{"channelNames": ["a", "b"], "means": \#(means), "#
        + #""standardDeviations": \#(deviations)}"#
      return try JSONDecoder().decode(SequenceStatistics.self, from: Data(text.utf8))
    }
    try decoded("[0, 1]", "[0, 1]").check(channelNames: ["a", "b"], path: "f")
    for (means, deviations, names) in [
      ("[0, 1]", "[0, 1]", ["a", "c"]), ("[0, 1]", "[0, 1]", ["a", "b", "c"]),
      ("[0]", "[0, 1]", ["a", "b"]), ("[0, 1]", "[0]", ["a", "b"]),
      ("[0, 1]", "[0, -1]", ["a", "b"]),
    ] {
      let statistics = try decoded(means, deviations)
      let error = failure { try statistics.check(channelNames: names, path: "f") }
      #expect(error?.kind == .badData && error?.description.hasPrefix("f: found ") == true)
    }
  }
}
