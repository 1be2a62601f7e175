import Basics
private import Dispatch
import Foundation

/// Gradient boosted trees for classification (Friedman 2001), with exact splits.
///
/// Raw predictions F start at the logarithms of the class frequencies. Every stage fits one regression
/// tree for each class k to the residuals [y = k] − softmax(F)_k. A split separates two neighbouring
/// values of a feature and minimises the squared error of its node; a leaf's value is
/// (K − 1)/K · Σ residual / Σ p(1 − p), one Newton step of the log-loss, and F_k grows by the learning
/// rate times that value. These are the definitions of scikit-learn's `GradientBoostingClassifier`
/// with its default settings. As there, each node visits the features in a random order, so that no
/// feature is favoured where two splits are equally good.
package struct BoostedTrees: Sendable {
  /// The shape of the ensemble.
  package struct Settings: Sendable, Equatable, Codable {
    /// Stages, each with one tree per class.
    package var stages: Int
    /// The largest number of splits between root and leaf.
    package var depth: Int
    /// The factor of each tree's values.
    package var learningRate: Double

    /// 100 stages of depth 3 at 0.1.
    package init(stages: Int = 100, depth: Int = 3, learningRate: Double = 0.1) {
      precondition(stages > 0 && depth > 0 && learningRate > 0, "a setting is not positive")
      self.stages = stages
      self.depth = depth
      self.learningRate = learningRate
    }
  }

  /// The labels that a prediction can be, ascending.
  package let classes: [Int]
  /// The reduction of squared error by each feature's splits over all trees, divided by the sum over
  /// features; all 0 where no tree has a split.
  package let importances: [Double]
  /// The number of features.
  package let dimensions: Int
  /// F before the first stage, [classes].
  private let start: [Double]
  /// One for each stage and class.
  private let trees: [[RegressionTree]]

  /// Fits rows of features, [n, dimensions] in row-major order and finite, to labels, [n], each at
  /// least 0; there is at least one row.
  ///
  /// The trees of a stage are grown on all cores that may be used; the result does not depend on
  /// their number. The seed decides between equally good splits.
  package init(
    features: [Float], dimensions: Int, labels: [Int], settings: Settings = Settings(),
    seed: UInt64
  ) {
    precondition(
      dimensions > 0 && features.count == labels.count * dimensions && !labels.isEmpty,
      "\(features.count) values for \(labels.count) rows of \(dimensions) features")
    let present = PresentClasses(labels)
    let classCount = present.classes.count
    let count = labels.count
    classes = present.classes
    self.dimensions = dimensions
    var frequencies = [Double](repeating: 0, count: classCount)
    for label in present.indices { frequencies[label] += 1 / Double(count) }
    start = frequencies.map { log($0) }
    guard classCount > 1 else {
      importances = [Double](repeating: 0, count: dimensions)
      trees = []
      return
    }

    let columns = SortedColumns(features, dimensions: dimensions)
    let workers = min(classCount, AvailableCores.current().parallelism)
    let growers = (0..<workers).map { _ in TreeGrower(columns, depth: settings.depth) }
    // Column k of both belongs to class k, so that each worker writes its own columns.
    var raw = start.flatMap { [Double](repeating: $0, count: count) }
    var probabilities = [Double](repeating: 0, count: count * classCount)
    var stages: [[RegressionTree]] = []
    for number in 0..<settings.stages {
      Self.softmax(raw, into: &probabilities, count: count, classCount: classCount)
      var stage = [RegressionTree?](repeating: nil, count: classCount)
      stage.withUnsafeMutableBufferPointer { stage in
        raw.withUnsafeMutableBufferPointer { raw in
          probabilities.withUnsafeBufferPointer { probabilities in
            // Each iteration touches its own elements only.
            nonisolated(unsafe) let (stage, raw, probabilities) = (stage, raw, probabilities)
            DispatchQueue.concurrentPerform(iterations: workers) { worker in
              for label in stride(from: worker, to: classCount, by: workers) {
                let column = label * count..<(label + 1) * count
                stage[label] = growers[worker].grow(
                  probabilities: UnsafeBufferPointer(rebasing: probabilities[column]),
                  raw: UnsafeMutableBufferPointer(rebasing: raw[column]),
                  isOwn: { present.indices[$0] == label },
                  leafFactor: Double(classCount - 1) / Double(classCount),
                  learningRate: settings.learningRate,
                  draws: RandomDraws(
                    seed: seed &+ UInt64(number * classCount + label), stream: .boostedTrees))
              }
            }
          }
        }
      }
      stages.append(
        stage.map { tree in
          guard let tree else { preconditionFailure("a class of stage \(number) without a tree") }
          return tree
        })
    }
    trees = stages
    importances = Self.importances(stages, dimensions: dimensions)
  }

  /// The label with the largest F for each row of [n, dimensions]; the lower where two are equal.
  package func predict(_ features: [Float]) -> [Int] {
    precondition(
      features.count.isMultiple(of: dimensions),
      "\(features.count) values are not rows of \(dimensions) features")
    return stride(from: 0, to: features.count, by: dimensions).map { row in
      var raw = start
      for stage in trees {
        for (label, tree) in stage.enumerated() {
          raw[label] += tree.value { features[row + $0] }
        }
      }
      var best = 0
      for label in raw.indices where raw[label] > raw[best] { best = label }
      return classes[best]
    }
  }

  private static func softmax(
    _ raw: [Double], into probabilities: inout [Double], count: Int, classCount: Int
  ) {
    for row in 0..<count {
      var largest = -Double.infinity
      for label in 0..<classCount { largest = max(largest, raw[label * count + row]) }
      var sum = 0.0
      for label in 0..<classCount {
        let value = exp(raw[label * count + row] - largest)
        probabilities[label * count + row] = value
        sum += value
      }
      for label in 0..<classCount { probabilities[label * count + row] /= sum }
    }
  }

  private static func importances(_ stages: [[RegressionTree]], dimensions: Int) -> [Double] {
    var total = [Double](repeating: 0, count: dimensions)
    for tree in stages.joined() {
      for node in tree.nodes where node.feature >= 0 { total[node.feature] += node.improvement }
    }
    let sum = total.reduce(0, +)
    return sum > 0 ? total.map { $0 / sum } : total
  }
}

/// One tree of an ensemble.
struct RegressionTree: Sendable {
  /// A split, or a leaf where `feature` is −1.
  struct Node: Sendable {
    var feature = -1
    /// Rows with a value up to this belong to the left child.
    var threshold = 0.0
    var left = 0
    var right = 0
    /// The reduction of the squared error by this split, per row of the tree.
    var improvement = 0.0
    /// The value that a leaf adds to F.
    var value = 0.0
  }

  /// The root is the first.
  var nodes: [Node] = []

  /// The value that the tree adds to F for a row with these features.
  func value(_ feature: (Int) -> Float) -> Double {
    var node = nodes[0]
    while node.feature >= 0 {
      node = nodes[Double(feature(node.feature)) <= node.threshold ? node.left : node.right]
    }
    return node.value
  }
}
