import Graphs
import Layers

/// The class probabilities of samples; of sequences, the means over their steps.
struct MeanProbabilities {
  /// One list for each sample.
  let values: [[Double]]

  /// - Parameters:
  ///   - output: [count, classes] or [count, steps, classes].
  ///   - head: whose probabilities these are.
  init(_ output: HostTensor<Float>?, count: Int, of head: CategoricalHead) {
    guard let output else { preconditionFailure("no probabilities of head '\(head.name)'") }
    self.init(output.values, count: count, classes: head.classes)
  }

  init(_ probabilities: [Float], count: Int, classes: Int) {
    precondition(
      classes > 0 && count > 0 && probabilities.count.isMultiple(of: count * classes),
      "\(probabilities.count) probabilities for \(count) samples of \(classes) classes")
    let size = probabilities.count / count
    let steps = size / classes
    values = (0..<count).map { row in
      (0..<classes).map { index in
        let sum = (0..<steps).reduce(0.0) {
          $0 + Double(probabilities[row * size + $1 * classes + index])
        }
        return sum / Double(steps)
      }
    }
  }
}
