import Continuum

/// Training's forward and backward pass with ReLU at the layers of the convolutional model.
func batchNormalizationBenchmarks() {
  let shapes: [Shape] = [[64, 28, 28, 64], [64, 14, 14, 64], [64, 12544], [64, 512]]
  for shape in shapes {
    let channels: Shape = [shape.last]
    let name = shape.dimensions.map(String.init).joined(separator: "x")
    measure("BatchNormalization forward, \(name)") {
      try OperationRun(
        BatchNormalization(activation: .relu),
        [.uniform(shape), .uniform(channels), .uniform(channels)])
    }
    measure("BatchNormalization gradient, \(name)") {
      try OperationRun(
        BatchNormalizationGradient(activation: .relu),
        [
          .uniform(shape), .uniform(shape), .uniform(channels), .uniform(channels),
          .uniform(channels), .ones(channels),
        ])
    }
    measure("BatchNormalization gradient, sums known, \(name)") {
      try OperationRun(
        BatchNormalizationInputGradient(activation: .relu),
        [
          .uniform(shape), .uniform(shape), .uniform(channels), .uniform(channels),
          .uniform([3, shape.last]),
        ])
    }
  }
}
