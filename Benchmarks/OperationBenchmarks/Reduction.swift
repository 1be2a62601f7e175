import Continuum

/// Bias gradients of both models (sums over rows), sums per row, and a sum of everything.
func reductionBenchmarks() {
  let cases: [(String, Shape, Range<Int>?)] = [
    ("rows of 128x1024", [128, 1024], 0..<1), ("rows of 64x28x28x64", [64, 28, 28, 64], 0..<3),
    ("columns of 4096x784", [4096, 784], 1..<2), ("all of 64x28x28x64", [64, 28, 28, 64], nil),
  ]
  for (name, shape, axes) in cases {
    measure("Reduction, \(name)") {
      try OperationRun(Reduction(.sum, axes: axes), [.uniform(shape)])
    }
  }
}
