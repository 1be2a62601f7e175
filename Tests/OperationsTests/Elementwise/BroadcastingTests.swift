import Graphs
import Operations
import Testing

@Suite("Broadcasting")
struct BroadcastingTests {
  @Test func neighboursOfEqualBehaviourAreJoined() throws {
    let bias = try #require(Broadcasting([2, 5, 5, 8], [8]))
    #expect(bias.extents == [50, 8])
    #expect(bias.first == [true, true])
    #expect(bias.second == [false, true])
    let equal = try #require(Broadcasting([2, 5, 5, 8], [2, 5, 5, 8]))
    #expect(equal.extents == [400])
    let scalar = try #require(Broadcasting([], [2, 5]))
    #expect(scalar.extents == [10] && scalar.first == [false] && scalar.second == [true])
    let single = try #require(Broadcasting([1, 1], []))
    #expect(single.extents == [1] && single.shape == [1, 1])
  }

  @Test func repeatedAxesAreContiguousBlocks() throws {
    let broadcasting = try #require(Broadcasting([4, 3, 5, 2], [5, 1]))
    #expect(broadcasting.repeatedAxes(of: [5, 1]) == [0..<2, 3..<4])
    #expect(broadcasting.repeatedAxes(of: [4, 3, 5, 2]).isEmpty)
    #expect(broadcasting.repeatedAxes(of: []) == [0..<4])
  }

  @Test func shapesThatDoNotFitAreRefused() {
    #expect(Broadcasting([3, 2], [3]) == nil)
    #expect(Broadcasting([2], [3]) == nil)
  }
}
