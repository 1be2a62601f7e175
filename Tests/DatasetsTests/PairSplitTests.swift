import Datasets
import Foundation
import Testing

@Suite struct PairSplitTests {
  private func split(_ kind: PairSplit.Kind, seed: UInt64 = 0, _ count: Int = 24_300) -> PairSplit {
    PairSplit(kind, seed: seed, trainingFileCount: count, testingFileCount: count)
  }

  private func isAscending(_ rows: [Int]) -> Bool {
    zip(rows, rows.dropFirst()).allSatisfy { $0 < $1 }
  }

  @Test func publishedSize() {
    let pooled = split(.pooled, seed: 1)
    #expect(pooled.heldOut.count == 5_600 && pooled.training.count == 43_000)
    #expect(isAscending(pooled.heldOut) && isAscending(pooled.training))
    #expect(Set(pooled.heldOut + pooled.training) == Set(0..<48_600))
    // Both files are drawn from, in proportion.
    let fromTraining = pooled.heldOut.filter { $0 < 24_300 }.count
    #expect((2_600...3_000).contains(fromTraining))
  }

  @Test func instances() {
    let published = split(.instances, seed: 1)
    #expect(published.training == Array(0..<24_300))
    #expect(published.heldOut == Array(24_300..<48_600))
  }

  @Test func followsFromTheSeedAlone() {
    #expect(split(.pooled, seed: 5) == split(.pooled, seed: 5))
    #expect(split(.pooled, seed: 5).heldOut != split(.pooled, seed: 6).heldOut)
    // The rows of a seed must stay what they are: runs name them by it.
    #expect(split(.pooled, seed: 0, 20).heldOut == [2, 5, 6, 7, 25])
  }

  @Test(arguments: [(1, 1), (2, 1), (20, 5), (243, 56), (2_430, 560)])
  func sameProportion(count: Int, heldOut: Int) {
    let small = split(.pooled, count)
    #expect(small.heldOut.count == heldOut && small.training.count == 2 * count - heldOut)
  }

  @Test func isSaved() throws {
    let pooled = split(.pooled, seed: 3, 50)
    let data = try JSONEncoder().encode(pooled)
    #expect(try JSONDecoder().decode(PairSplit.self, from: data) == pooled)
  }
}
