/// One-versus-rest linear support vector classifiers on a single feature.
///
/// For each class k, with t = +1 for its rows and −1 for the others, it minimises
/// (w² + b²)/2 + Σ_i c_i max(0, 1 − t_i (w x_i + b))², liblinear's default objective (squared hinge,
/// penalised intercept). Class weights are balanced: c is C · n / (classes · n_k) for the class's own
/// rows and C for the others. Two classes need a single classifier, with balanced weights for both.
/// The objective is convex and piecewise quadratic; Newton's method with a line search finds its
/// minimum to rounding.
package struct LinearSupportVectors: Sendable {
  /// The labels that a prediction can be, ascending.
  package let classes: [Int]
  /// (w, b) of every class; of the second class alone where there are two.
  package let lines: [SIMD2<Double>]

  /// Fits a feature, [n], to labels, [n], each at least 0; there is at least one row.
  package init(feature: [Double], labels: [Int], cost: Double) {
    precondition(
      feature.count == labels.count && !labels.isEmpty,
      "\(feature.count) values for \(labels.count) labels")
    let present = PresentClasses(labels)
    var counts = [Int](repeating: 0, count: present.classes.count)
    for label in present.indices { counts[label] += 1 }
    let balanced = counts.map { Double(labels.count) / Double(counts.count * $0) }
    classes = present.classes
    switch present.classes.count {
    case 1:
      lines = [.zero]
    case 2:
      lines = [
        Self.minimize(
          feature, present.indices, positive: 1, costs: (cost * balanced[1], cost * balanced[0]))
      ]
    default:
      lines = present.classes.indices.map { label in
        Self.minimize(
          feature, present.indices, positive: label, costs: (cost * balanced[label], cost))
      }
    }
  }

  /// The label with the largest w x + b for each value; the lowest of equal ones.
  package func predict(_ feature: [Double]) -> [Int] {
    feature.map { value in
      if classes.count == 2 { return classes[lines[0].x * value + lines[0].y > 0 ? 1 : 0] }
      var best = 0
      for label in lines.indices
      where lines[label].x * value + lines[label].y > lines[best].x * value + lines[best].y {
        best = label
      }
      return classes[best]
    }
  }

  private static func minimize(
    _ feature: [Double], _ labels: [Int], positive: Int, costs: (own: Double, other: Double)
  ) -> SIMD2<Double> {
    /// The objective's value, gradient and second derivatives (ww, wb, bb).
    func evaluate(
      _ line: SIMD2<Double>
    ) -> (value: Double, gradient: SIMD2<Double>, curvature: SIMD3<Double>) {
      var value = (line * line).sum() / 2
      var gradient = line
      var curvature = SIMD3(1.0, 0, 1)
      for (x, label) in zip(feature, labels) {
        let target = label == positive ? 1.0 : -1
        let slack = 1 - target * (line.x * x + line.y)
        if slack <= 0 { continue }  // beyond the margin
        let cost = label == positive ? costs.own : costs.other
        value += cost * slack * slack
        gradient -= 2 * cost * target * slack * SIMD2(x, 1)
        curvature += 2 * cost * SIMD3(x * x, x, 1)
      }
      return (value, gradient, curvature)
    }
    var line = SIMD2<Double>.zero
    var current = evaluate(line)
    let start = (current.gradient * current.gradient).sum()
    for _ in 0..<100 {
      let (gradient, curvature) = (current.gradient, current.curvature)
      if (gradient * gradient).sum() <= 1e-24 * start { break }
      let determinant = curvature.x * curvature.z - curvature.y * curvature.y
      let step =
        SIMD2(
          curvature.y * gradient.y - curvature.z * gradient.x,
          curvature.y * gradient.x - curvature.x * gradient.y)
        / determinant
      let derivative = (step * gradient).sum()
      var length = 1.0
      var next = evaluate(line + step)
      while length > 1e-10,
        next.value > current.value + 1e-4 * length * derivative + 1e-15 * current.value
      {
        length /= 2
        next = evaluate(line + length * step)
      }
      let moved = line + length * step
      if moved == line { break }
      (line, current) = (moved, next)
    }
    return line
  }
}
