import Foundation

/// The objective of a multinomial logistic regression and its minimisation by Newton's method.
///
/// f(θ) = (1/n) Σ_i −log softmax(θ x_i)_{y_i} + (penalty/2) Σ θ². θ is [classCount, width]; its last
/// column, the intercepts, is not penalised.
struct LogisticProblem {
  /// The result of the minimisation.
  struct Solution {
    var parameters: [Double]
    var iterations: Int
    var gradientNorm: Double
  }

  private let rows: [Double]
  private let width: Int
  private let labels: [Int]
  private let classCount: Int
  private let penalty: Double
  /// softmax(θ x_i) of the last evaluated θ, [n, classCount].
  private var probabilities: [Double]

  init(rows: [Double], width: Int, labels: [Int], classCount: Int, penalty: Double) {
    self.rows = rows
    self.width = width
    self.labels = labels
    self.classCount = classCount
    self.penalty = penalty
    probabilities = [Double](repeating: 0, count: labels.count * classCount)
  }

  /// Newton steps from θ = 0, halved until the objective falls (Armijo's rule).
  mutating func minimize(tolerance: Double, maximumIterations: Int) -> Solution {
    var parameters = [Double](repeating: 0, count: classCount * width)
    var value = evaluate(parameters)
    var gradient = gradient(at: parameters)
    var norm = Self.largestMagnitude(gradient)
    var iterations = 0
    while norm > tolerance, iterations < maximumIterations {
      let step = newtonStep(gradient)
      let derivative = zip(gradient, step).reduce(0) { $0 + $1.0 * $1.1 }
      var length = 1.0
      var accepted = false
      while !accepted, length > 1e-12 {
        let trial = zip(parameters, step).map { $0 + length * $1 }
        let trialValue = evaluate(trial)
        // Near the optimum the decrease is below the rounding error of the value.
        if trialValue <= value + 1e-4 * length * derivative + 1e-13 * max(1, value) {
          (parameters, value, accepted) = (trial, trialValue, true)
        } else {
          length /= 2
        }
      }
      guard accepted else { break }
      iterations += 1
      gradient = self.gradient(at: parameters)
      norm = Self.largestMagnitude(gradient)
    }
    return Solution(parameters: parameters, iterations: iterations, gradientNorm: norm)
  }

  /// The largest absolute value; NaN where the first value is NaN.
  private static func largestMagnitude(_ values: [Double]) -> Double {
    guard let largest = values.lazy.map(abs).max() else {
      preconditionFailure("a regression without parameters")
    }
    return largest
  }

  /// f(θ); keeps the probabilities.
  private mutating func evaluate(_ parameters: [Double]) -> Double {
    var total = 0.0
    var scores = [Double](repeating: 0, count: classCount)
    for row in labels.indices {
      for label in 0..<classCount {
        var score = 0.0
        for column in 0..<width {
          score += parameters[label * width + column] * rows[row * width + column]
        }
        scores[label] = score
      }
      let largest = scores.reduce(-.infinity, max)
      let sum = scores.reduce(0) { $0 + exp($1 - largest) }
      total += largest + log(sum) - scores[labels[row]]
      for label in 0..<classCount {
        probabilities[row * classCount + label] = exp(scores[label] - largest) / sum
      }
    }
    var squares = 0.0
    for (index, parameter) in parameters.enumerated() where index % width != width - 1 {
      squares += parameter * parameter
    }
    return total / Double(labels.count) + penalty / 2 * squares
  }

  /// ∇f at the θ that was evaluated last.
  private func gradient(at parameters: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: classCount * width)
    let scale = 1 / Double(labels.count)
    for row in labels.indices {
      for label in 0..<classCount {
        let error =
          scale * (probabilities[row * classCount + label] - (labels[row] == label ? 1 : 0))
        for column in 0..<width {
          gradient[label * width + column] += error * rows[row * width + column]
        }
      }
    }
    for index in gradient.indices where index % width != width - 1 {
      gradient[index] += penalty * parameters[index]
    }
    return gradient
  }

  /// −(∇²f)⁻¹ ∇f.
  ///
  /// Adding a constant to all intercepts does not change f, so that ∇²f is singular; damping far below
  /// its largest entry makes it definite. The gradient has no component in that direction, and the one
  /// that rounding adds to the step is removed. If every factorisation fails, the step is −∇f.
  private func newtonStep(_ gradient: [Double]) -> [Double] {
    let size = gradient.count
    let hessian = hessian()
    let largest = Self.largestMagnitude((0..<size).map { hessian[$0 * size + $0] })
    var damping = max(1e-11 * largest, 1e-300)
    while damping < 1e3 * max(1, largest) {
      var damped = hessian
      for index in 0..<size { damped[index * size + index] += damping }
      if let step = SymmetricSystem.solve(&damped, gradient.map { -$0 }) {
        return centred(step)
      }
      damping *= 100
    }
    return gradient.map { -$0 }
  }

  /// The step without the mean over classes of each column, which changes no probability.
  private func centred(_ step: [Double]) -> [Double] {
    var step = step
    for column in 0..<width {
      let places = stride(from: column, to: step.count, by: width)
      let mean = places.reduce(0) { $0 + step[$1] } / Double(classCount)
      for place in places { step[place] -= mean }
    }
    return step
  }

  /// ∇²f, [size, size], the lower triangle only.
  ///
  /// Block (k, l) is (1/n) Σ_i p_ik (δ_kl − p_il) x_i x_iᵀ, and the penalty on the diagonal.
  private func hessian() -> [Double] {
    let size = classCount * width
    var hessian = [Double](repeating: 0, count: size * size)
    let scale = 1 / Double(labels.count)
    hessian.withUnsafeMutableBufferPointer { hessian in
      rows.withUnsafeBufferPointer { rows in
        for row in labels.indices {
          for first in 0..<classCount {
            let probability = scale * probabilities[row * classCount + first]
            for second in 0...first {
              let other = probabilities[row * classCount + second]
              let weight = probability * ((first == second ? 1 : 0) - other)
              if weight == 0 { continue }  // adds nothing
              for line in 0..<width {
                let factor = weight * rows[row * width + line]
                let start = (first * width + line) * size + second * width
                // The block on the diagonal needs its lower triangle only; the others all of it.
                let end = first == second ? line + 1 : width
                for column in 0..<end {
                  hessian[start + column] += factor * rows[row * width + column]
                }
              }
            }
          }
        }
      }
    }
    for index in 0..<size where index % width != width - 1 {
      hessian[index * size + index] += penalty
    }
    return hessian
  }
}

/// Linear equations with a symmetric positive definite matrix.
enum SymmetricSystem {
  /// Solves A x = b by Cholesky's factorisation, which replaces A's lower triangle; nil where A is
  /// not positive definite.
  static func solve(_ matrix: inout [Double], _ right: [Double]) -> [Double]? {
    let size = right.count
    var solution = right
    for line in 0..<size {
      for column in 0...line {
        var sum = matrix[line * size + column]
        for inner in 0..<column {
          sum -= matrix[line * size + inner] * matrix[column * size + inner]
        }
        if line == column {
          guard sum > 0, sum.isFinite else { return nil }
          matrix[line * size + line] = sum.squareRoot()
        } else {
          matrix[line * size + column] = sum / matrix[column * size + column]
        }
      }
    }
    for line in 0..<size {
      for column in 0..<line {
        solution[line] -= matrix[line * size + column] * solution[column]
      }
      solution[line] /= matrix[line * size + line]
    }
    for line in stride(from: size - 1, through: 0, by: -1) {
      for lower in line + 1..<max(line + 1, size) {
        solution[line] -= matrix[lower * size + line] * solution[lower]
      }
      solution[line] /= matrix[line * size + line]
    }
    return solution
  }
}
