/// Every feature's values in ascending order.
///
/// A class, so that growers share one copy; it does not change.
final class SortedColumns: Sendable {
  /// A value and the row it comes from.
  struct Entry: Sendable {
    var value: Float
    var row: Int32
  }

  /// [dimensions, count].
  let entries: [Entry]
  let dimensions: Int
  let count: Int

  init(_ features: [Float], dimensions: Int) {
    let count = features.count / dimensions
    var entries: [Entry] = []
    entries.reserveCapacity(features.count)
    for dimension in 0..<dimensions {
      let column = (0..<count).map {
        Entry(value: features[$0 * dimensions + dimension], row: Int32($0))
      }
      entries += column.sorted { ($0.value, $0.row) < ($1.value, $1.row) }
    }
    self.entries = entries
    self.dimensions = dimensions
    self.count = count
  }
}

/// Grows regression trees depth first, with memory that is reused from tree to tree.
///
/// Each level keeps, for every feature, the entries of its nodes in ascending order; splitting a
/// node writes those of its two children to the next level, stably, so that nothing is sorted
/// again. A class because it owns that memory; `@unchecked Sendable`: one worker uses one grower.
final class TreeGrower: @unchecked Sendable {
  typealias Entry = SortedColumns.Entry

  /// Neighbouring values closer than this are one value, as in scikit-learn's trees.
  private static let closest: Float = 1e-7

  private struct Split {
    var feature: Int
    var position: Int
    var threshold: Double
    /// S_l²/n_l + S_r²/n_r, which is largest where the squared error is smallest.
    var gain: Double
  }

  private let columns: SortedColumns
  private let depth: Int
  /// The entries of levels 0 ..< depth, each [dimensions, count]; level 0 is `columns`.
  private let entries: UnsafeMutablePointer<Entry>
  private let residuals: UnsafeMutablePointer<Double>
  /// 1 for rows in the left child of the current split, else 0.
  private let goesLeft: UnsafeMutablePointer<Int8>
  /// 1/n for 0 ... count.
  private let reciprocals: UnsafeMutablePointer<Double>
  private var tree = RegressionTree()
  private var draws = RandomDraws(seed: 0, stream: .boostedTrees)
  /// The node of each leaf, and the entries that hold its rows.
  private var leaves: [(node: Int, level: Int, feature: Int, range: Range<Int>)] = []

  init(_ columns: SortedColumns, depth: Int) {
    self.columns = columns
    self.depth = depth
    let size = columns.entries.count
    entries = .allocate(capacity: depth * size)
    entries.initialize(repeating: Entry(value: 0, row: 0), count: depth * size)
    for (index, entry) in columns.entries.enumerated() { entries[index] = entry }
    residuals = .allocate(capacity: columns.count)
    residuals.initialize(repeating: 0, count: columns.count)
    goesLeft = .allocate(capacity: columns.count)
    goesLeft.initialize(repeating: 0, count: columns.count)
    reciprocals = .allocate(capacity: columns.count + 1)
    for number in 0...columns.count {
      (reciprocals + number).initialize(to: number == 0 ? 0 : 1 / Double(number))
    }
  }

  deinit {
    entries.deallocate()
    residuals.deallocate()
    goesLeft.deallocate()
    reciprocals.deallocate()
  }

  /// Grows the tree of one class and adds its values to F.
  ///
  /// - Parameters:
  ///   - probabilities: softmax(F)_k of every row.
  ///   - raw: F_k of every row.
  ///   - isOwn: whether a row's label is k.
  ///   - leafFactor: (K − 1)/K.
  ///   - draws: decides the order in which nodes look at features.
  func grow(
    probabilities: UnsafeBufferPointer<Double>, raw: UnsafeMutableBufferPointer<Double>,
    isOwn: (Int) -> Bool, leafFactor: Double, learningRate: Double, draws: RandomDraws
  ) -> RegressionTree {
    for row in 0..<columns.count {
      residuals[row] = (isOwn(row) ? 1 : 0) - probabilities[row]
    }
    self.draws = draws
    tree = RegressionTree()
    leaves.removeAll(keepingCapacity: true)
    grow(level: 0, feature: 0, range: 0..<columns.count)
    for leaf in leaves {
      let entries = self.entries(level: leaf.level, feature: leaf.feature)
      var sum = 0.0
      var curvature = 0.0
      for position in leaf.range {
        let row = Int(entries[position].row)
        sum += residuals[row]
        curvature += probabilities[row] * (1 - probabilities[row])
      }
      let value = curvature < 1e-150 ? 0 : learningRate * leafFactor * sum / curvature
      tree.nodes[leaf.node].value = value
      for position in leaf.range { raw[Int(entries[position].row)] += value }
    }
    return tree
  }

  /// The entries of one feature on a level, over all nodes: `count` of them.
  private func entries(level: Int, feature: Int) -> UnsafeMutablePointer<Entry> {
    entries + (level * columns.dimensions + feature) * columns.count
  }

  /// Grows the node with the entries `range` on a level and returns its number.
  ///
  /// A leaf below the last level of `entries` reads those of its parent for the feature of the
  /// parent's split, whose order has the left child's rows before the right child's.
  @discardableResult
  private func grow(level: Int, feature: Int, range: Range<Int>) -> Int {
    let node = tree.nodes.count
    tree.nodes.append(RegressionTree.Node())
    let kept = min(level, depth - 1)
    guard level < depth, let (split, sum) = bestSplit(level: level, range: range) else {
      leaves.append((node, kept, feature, range))
      return node
    }
    let isLast = level == depth - 1
    if !isLast { partition(level: level, range: range, by: split) }
    tree.nodes[node].feature = split.feature
    tree.nodes[node].threshold = split.threshold
    tree.nodes[node].improvement =
      (split.gain - sum * sum * reciprocals[range.count]) * reciprocals[columns.count]
    let next = isLast ? split.feature : 0
    let left = grow(level: level + 1, feature: next, range: range.lowerBound..<split.position)
    let right = grow(level: level + 1, feature: next, range: split.position..<range.upperBound)
    tree.nodes[node].left = left
    tree.nodes[node].right = right
    return node
  }

  /// The best split of a node and its sum of residuals; nil where the node is a leaf.
  private func bestSplit(level: Int, range: Range<Int>) -> (Split, Double)? {
    guard range.count > 1 else { return nil }
    let first = entries(level: level, feature: 0)
    var sum = 0.0
    var squares = 0.0
    for position in range {
      let residual = residuals[Int(first[position].row)]
      sum += residual
      squares += residual * residual
    }
    let mean = sum * reciprocals[range.count]
    guard squares * reciprocals[range.count] - mean * mean > Double.ulpOfOne else { return nil }
    var best = Split(feature: -1, position: 0, threshold: 0, gain: -.infinity)
    for feature in draws.permutation(columns.dimensions) {
      let entries = self.entries(level: level, feature: feature)
      var left = 0.0
      var bestPosition = -1
      var bestGain = best.gain
      var value = entries[range.lowerBound].value
      for position in range.lowerBound + 1..<range.upperBound {
        left += residuals[Int(entries[position - 1].row)]
        let next = entries[position].value
        let isSplit = next > value + Self.closest
        value = next
        let right = sum - left
        let gain =
          left * left * reciprocals[position - range.lowerBound]
          + right * right * reciprocals[range.upperBound - position]
        if isSplit, gain > bestGain { (bestPosition, bestGain) = (position, gain) }
      }
      // Without a split that is better than those of earlier features.
      if bestPosition < 0 { continue }
      let below = Double(entries[bestPosition - 1].value)
      let above = Double(entries[bestPosition].value)
      let middle = below / 2 + above / 2
      best = Split(
        feature: feature, position: bestPosition, threshold: middle < above ? middle : below,
        gain: bestGain)
    }
    return best.feature < 0 ? nil : (best, sum)
  }

  /// Writes the entries of a node's children to the next level, in the order they have.
  private func partition(level: Int, range: Range<Int>, by split: Split) {
    let sorted = entries(level: level, feature: split.feature)
    for position in range {
      goesLeft[Int(sorted[position].row)] = position < split.position ? 1 : 0
    }
    for feature in 0..<columns.dimensions {
      let source = entries(level: level, feature: feature)
      let target = entries(level: level + 1, feature: feature)
      var left = range.lowerBound
      var right = split.position
      for position in range {
        let entry = source[position]
        let isLeft = Int(goesLeft[Int(entry.row)])
        // Branch-free: a branch predictor cannot predict the side of a row.
        target[right &+ isLeft &* (left &- right)] = entry
        left &+= isLeft
        right &+= 1 &- isLeft
      }
    }
  }
}
