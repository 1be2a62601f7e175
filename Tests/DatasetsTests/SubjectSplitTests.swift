import Datasets
import Foundation
import Testing

@Suite struct SubjectSplitTests {
  /// Twenty subjects with 10 to 29 rows each, one after the other and then some more of each.
  private let subjects = (1...20).flatMap { [Int](repeating: $0, count: 9 + $0) } + (1...20)

  @Test(arguments: [0, 0.001, 0.1, 0.25, 0.5, 0.9], [1, 2, 3])
  func neverSplitsASubject(share: Double, seed: UInt64) throws {
    let split = try SubjectSplit(holdingOut: share, of: subjects, seed: seed)
    #expect(split.rowCount == subjects.count)
    let training = split.training
    #expect((split.heldOut + training).sorted() == Array(subjects.indices))
    #expect(split.heldOut == split.heldOut.sorted() && training == training.sorted())
    let heldOut = Set(split.heldOut.map { subjects[$0] })
    #expect(heldOut.isDisjoint(with: training.map { subjects[$0] }))
    #expect(heldOut.sorted() == split.heldOutSubjects)
    #expect(Double(split.heldOut.count) >= share * Double(subjects.count))
    // Fewer subjects would not do: the smallest held-out one would be the last at best.
    let largest = heldOut.map { subject in subjects.filter { $0 == subject }.count }.max() ?? 0
    #expect(
      share == 0
        ? split.heldOut.isEmpty
        : Double(split.heldOut.count - largest) < share * Double(subjects.count))
    try split.check(subjects: subjects, path: "f")
    let copy = try JSONDecoder().decode(SubjectSplit.self, from: JSONEncoder().encode(split))
    #expect(copy == split)
  }

  @Test func followsTheSeed() throws {
    func draw(_ seed: UInt64) throws -> [Int] {
      try SubjectSplit(holdingOut: 0.3, of: subjects, seed: seed).heldOutSubjects
    }
    #expect(try draw(5) == draw(5))
    #expect(Set(try (0..<20).map(draw)).count > 15)
    // Every subject is held out by some seed.
    #expect(Set(try (0..<40).flatMap(draw)).count == 20)
  }

  /// The order of the rows and the numbers of rows do not change which subject comes first.
  @Test func dependsOnTheSetOfSubjects() throws {
    let first = try SubjectSplit(holdingOut: 0.001, of: subjects, seed: 8)
    let second = try SubjectSplit(holdingOut: 0.001, of: (1...20).reversed(), seed: 8)
    #expect(first.heldOutSubjects.count == 1)
    #expect(first.heldOutSubjects == second.heldOutSubjects)
  }

  /// Computed by another implementation of the documented procedure.
  @Test func drawsAsDocumented() throws {
    let split = try SubjectSplit(holdingOut: 0.2, of: Array(1...20), seed: 1)
    #expect(split.heldOutSubjects == [8, 13, 16, 18])
  }

  @Test(arguments: [-0.1, 1, 1.5, .nan, .infinity])
  func refusesShares(share: Double) {
    let error = failure { _ = try SubjectSplit(holdingOut: share, of: subjects, seed: 1) }
    #expect(error?.kind == .usage)
    #expect(error?.description.hasPrefix("validationShare: found \(share), expected") == true)
  }

  @Test func leavesASubject() throws {
    let error = failure { _ = try SubjectSplit(holdingOut: 0.6, of: [1, 2, 2, 1], seed: 1) }
    #expect(error?.kind == .usage && error?.description.contains("every subject") == true)
    #expect(try SubjectSplit(holdingOut: 0.5, of: [1, 2, 2, 1], seed: 1).heldOut.count == 2)
    #expect(failure { _ = try SubjectSplit(holdingOut: 0.1, of: [4], seed: 1) }?.kind == .usage)
    #expect(try SubjectSplit(holdingOut: 0, of: [], seed: 1).training.isEmpty)
  }

  @Test func checksASavedSplit() throws {
    let split = try SubjectSplit(holdingOut: 0.3, of: subjects, seed: 1)
    var others = subjects
    others[split.heldOut[0]] = subjects[split.training[0]]
    for wrong in [others, Array(subjects.dropLast()), subjects + [1]] {
      let error = failure { try split.check(subjects: wrong, path: "f") }
      #expect(error?.kind == .badData && error?.description.hasPrefix("f: found ") == true)
    }
  }
}
