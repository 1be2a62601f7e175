import Continuum

/// The update in place of the largest kernels of the two models, and of a small one.
func rmspropUpdateBenchmarks() {
  let shapes: [Shape] = [[1024, 1024], [12544, 512], [3, 3, 64, 64]]
  for shape in shapes {
    let name = shape.dimensions.map(String.init).joined(separator: "x")
    measure("RMSpropUpdate, \(name)") {
      try OperationRun(
        RMSpropUpdate(learningRate: 5e-4),
        [.uniform(shape), .uniform(shape), .ones(shape), .integers([1], [1])], updating: [0, 2])
    }
  }
}
