import Graphs

/// The class probabilities of samples; of sequences, the means over their steps.
struct MeanProbabilities {
  private let values: [Float]
  private let classes: Int
  /// The values of a sample.
  private let size: Int

  /// - Parameters:
  ///   - output: [count, classes] or [count, steps, classes].
  ///   - name: what it is, for the trap where it is missing or has other classes.
  init(_ output: HostTensor<Float>?, named name: String, classes: Int) {
    guard let output else { preconditionFailure("the predictor gave no '\(name)'") }
    precondition(
      output.shape.dimensions.last == classes,
      "'\(name)' of shape \(output.shape) for \(classes) classes")
    values = output.values
    self.classes = classes
    size = output.shape.dimensions.dropFirst().reduce(1, *)
  }

  /// The probability of each class for a sample.
  subscript(row: Int) -> [Double] {
    let steps = size / classes
    return (0..<classes).map { index in
      let sum = (0..<steps).reduce(0.0) {
        $0 + Double(values[row * size + $1 * classes + index])
      }
      return sum / Double(steps)
    }
  }
}
