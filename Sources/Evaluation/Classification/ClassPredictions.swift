import Foundation

/// Predicted class probabilities of rows, as natural logarithms.
public struct ClassPredictions: Sendable, Equatable {
  /// log p of row r and class k at r · classCount + k.
  public let logProbabilities: [Double]
  /// The number of classes.
  public let classCount: Int

  /// The number of rows.
  public var count: Int { logProbabilities.count / classCount }

  /// From log-probabilities, [rows, classCount], row-major; −∞ is the logarithm of 0.
  ///
  /// - Throws: `EvaluationError.notANumber` where a value is NaN.
  public init(
    logProbabilities: [Double], classCount: Int
  ) throws(EvaluationError) {
    precondition(
      classCount > 0 && logProbabilities.count.isMultiple(of: classCount),
      "\(logProbabilities.count) values are not rows of \(classCount) classes")
    if let index = logProbabilities.firstIndex(where: \.isNaN) {
      throw .notANumber(row: index / classCount)
    }
    self.logProbabilities = logProbabilities
    self.classCount = classCount
  }

  /// From probabilities, [rows, classCount], row-major.
  ///
  /// - Throws: `EvaluationError.notANumber` where a value is NaN or negative.
  public init(
    probabilities: [some BinaryFloatingPoint], classCount: Int
  ) throws(EvaluationError) {
    try self.init(logProbabilities: probabilities.map { log(Double($0)) }, classCount: classCount)
  }

  /// From logits a, [rows, classCount], row-major: log p = a − max a − log Σ exp(a − max a).
  ///
  /// Double precision keeps small probabilities that a float32 softmax rounds to 0.
  ///
  /// - Throws: `EvaluationError.notANumber` where a row has NaN or +∞, or only −∞.
  public init(
    logits: [some BinaryFloatingPoint], classCount: Int
  ) throws(EvaluationError) {
    precondition(classCount > 0, "at least one class")
    var values = logits.map { Double($0) }
    for start in stride(from: 0, to: values.count - classCount + 1, by: classCount) {
      let row = start..<start + classCount
      let largest = values[row].reduce(-.infinity, max)
      let normaliser = log(values[row].reduce(0) { $0 + exp($1 - largest) })
      for index in row { values[index] = values[index] - largest - normaliser }
    }
    try self.init(logProbabilities: values, classCount: classCount)
  }

  /// The predictions for every `size` consecutive rows, such as the steps of a sequence: the mean of
  /// their probabilities.
  ///
  /// log p̄ = log Σ exp(log p − max) + max − log `size`, in double precision.
  public func averaged(overRows size: Int) throws(EvaluationError) -> ClassPredictions {
    precondition(size > 0 && count.isMultiple(of: size), "\(count) rows, \(size) at a time")
    guard size > 1 else { return self }
    var means: [Double] = []
    means.reserveCapacity(logProbabilities.count / size)
    for start in stride(from: 0, to: logProbabilities.count, by: size * classCount) {
      for label in start..<start + classCount {
        let places = stride(from: label, to: start + size * classCount, by: classCount)
        let largest = places.reduce(-Double.infinity) { max($0, logProbabilities[$1]) }
        if largest > -.infinity {
          let sum = places.reduce(0) { $0 + exp(logProbabilities[$1] - largest) }
          means.append(log(sum) + largest - log(Double(size)))
        } else {
          means.append(largest)
        }
      }
    }
    return try ClassPredictions(logProbabilities: means, classCount: classCount)
  }

  /// The most probable class of each row; the lowest of equally probable ones.
  public var classes: [Int] {
    (0..<count).map { row in
      let start = row * classCount
      var best = 0
      for label in 1..<max(1, classCount)
      where logProbabilities[start + label] > logProbabilities[start + best] {
        best = label
      }
      return best
    }
  }
}
