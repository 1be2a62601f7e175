import SyntheticNORB
import Testing

/// Nearer objects are further to the right in the left camera's picture.
@Suite(.enabled(if: TestDevice.isAvailable, TestDevice.skipNote))
struct StereoTests {
  /// The shift d for which left[x + d] and right[x] agree best over some rows, in pixels.
  private func disparity(_ pair: Pair, rows: some Sequence<Int>) -> Int {
    let (side, limit) = (Pair.side, 20)
    let rows = Array(rows)
    return (-limit...limit).min { first, second in
      func cost(_ shift: Int) -> Int {
        rows.reduce(0) { sum, row in
          sum
            + (limit..<side - limit).reduce(0) {
              $0 + abs(pair.left[row * side + $1 + shift] - pair.right[row * side + $1])
            }
        }
      }
      return cost(first) < cost(second)
    } ?? 0
  }

  @Test(arguments: ToyCategory.allCases)
  func objectIsBeforeTheMeetingPointOfTheCameras(category: ToyCategory) throws {
    let scenes = (0..<Scene.instanceCount).map {
      Scene(category: category, instance: $0, elevation: 3, azimuth: 3 * $0 % 18, lighting: 0)
    }
    let bytes = try makeRenderer().silhouettes(scenes, as: .ideal)
    let found = scenes.indices.map { disparity(Pair(bytes, $0), rows: 30..<66) }
    #expect(found.allSatisfy { (1...14).contains($0) }, "\(found)")
  }

  @Test func nearerPartsShiftMore() throws {
    // Seen from high above, a figure's head is much nearer than its feet, and above them.
    let scenes = (0..<Scene.instanceCount).map {
      Scene(category: .human, instance: $0, elevation: 4, azimuth: 0, lighting: 0)
    }
    let bytes = try makeRenderer().silhouettes(scenes, as: .ideal)
    let side = Pair.side
    var gaps: [Int] = []
    for index in scenes.indices {
      let pair = Pair(bytes, index)
      let rows = (0..<side).filter { row in
        pair.left[row * side..<(row + 1) * side].contains { $0 < 128 }
      }
      let (top, bottom) = (try #require(rows.first), try #require(rows.last))
      gaps.append(
        disparity(pair, rows: top..<top + 10) - disparity(pair, rows: bottom - 10..<bottom))
    }
    #expect(gaps.reduce(0, +) >= 2 * gaps.count, "\(gaps)")
    #expect(gaps.count { $0 > 0 } >= 8, "\(gaps)")
  }
}
