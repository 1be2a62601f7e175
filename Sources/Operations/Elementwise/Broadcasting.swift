package import Graphs

/// How two shapes broadcast, by NumPy's rule: aligned at the last axis, an axis of extent 1, or a missing
/// one, is repeated.
package struct Broadcasting: Sendable, Hashable {
  /// The shape of the result.
  package let shape: Shape
  /// The result's extents after neighbouring axes that broadcast alike are joined and axes of extent 1
  /// are dropped; at least one.
  package let extents: [Int]
  /// Whether the first operand has the joined axis; otherwise it is repeated along it.
  package let first: [Bool]
  /// The same for the second operand.
  package let second: [Bool]

  /// Nil where an axis has two extents and neither is 1.
  package init?(_ one: Shape, _ other: Shape) {
    let rank = max(one.rank, other.rank)
    func aligned(_ shape: Shape) -> [Int] {
      Array(repeating: 1, count: rank - shape.rank) + shape.dimensions
    }
    var dimensions: [Int] = []
    var joined: [(extent: Int, first: Bool, second: Bool)] = []
    for (a, b) in zip(aligned(one), aligned(other)) {
      guard a == b || a == 1 || b == 1 else { return nil }
      let extent = a == 1 ? b : a
      dimensions.append(extent)
      if extent == 1 { continue }
      if let last = joined.last, last.first == (a != 1), last.second == (b != 1) {
        joined[joined.count - 1].extent *= extent
      } else {
        joined.append((extent, a != 1, b != 1))
      }
    }
    if joined.isEmpty { joined = [(1, true, true)] }
    shape = Shape(dimensions)
    extents = joined.map(\.extent)
    first = joined.map(\.first)
    second = joined.map(\.second)
  }

  /// Calls `body(result, first, second, count)` for each span of `count` elements along the innermost
  /// joined axis, with the span's first element in the result and in each operand.
  package func forEachSpan(_ body: (Int, Int, Int, Int) -> Void) {
    let inner = extents[extents.count - 1]
    let outer = extents.dropLast()
    let strides = [first, second].map { has in
      var stride = 1
      return Array(
        extents.indices.reversed().map { axis in
          defer { if has[axis] { stride *= extents[axis] } }
          return has[axis] ? stride : 0
        }.reversed())
    }
    for row in 0..<outer.reduce(1, *) {
      var left = row
      var offsets = (0, 0)
      for axis in outer.indices.reversed() {
        let position = left % extents[axis]
        left /= extents[axis]
        offsets.0 += position * strides[0][axis]
        offsets.1 += position * strides[1][axis]
      }
      body(row * inner, offsets.0, offsets.1, inner)
    }
  }

  /// The blocks of neighbouring axes of `shape` along which an operand of shape `operand` is repeated,
  /// outermost first: its gradient is summed over them.
  package func repeatedAxes(of operand: Shape) -> [Range<Int>] {
    let missing = shape.rank - operand.rank
    var blocks: [Range<Int>] = []
    for axis in 0..<shape.rank {
      guard shape[axis] != 1, axis < missing || operand[axis - missing] == 1 else { continue }
      if let last = blocks.last, last.upperBound == axis {
        blocks[blocks.count - 1] = last.lowerBound..<(axis + 1)
      } else {
        blocks.append(axis..<(axis + 1))
      }
    }
    return blocks
  }
}
