import Continuum

/// The products of a training step at the models' layers: forward with bias and ReLU, input gradient
/// with the ReLU's gate, kernel gradient.
func matrixProductBenchmarks() {
  // Rows of the batch, units that go in, units that come out.
  let layers = [
    (128, 784, 1024), (128, 1024, 1024), (128, 1024, 784), (128, 1024, 2), (64, 12544, 512),
    (64, 12, 12544),
  ]
  for (batch, inputs, units) in layers {
    let name = "\(batch) rows, \(inputs) to \(units)"
    measure("MatrixProduct forward, \(name)") {
      try OperationRun(
        MatrixProduct(hasBias: true, activation: .relu),
        [.uniform([batch, inputs]), .uniform([inputs, units]), .uniform([units])])
    }
    measure("MatrixProduct input gradient, \(name)") {
      try OperationRun(
        MatrixProduct(transposeSecond: true, gate: .relu),
        [.uniform([batch, units]), .uniform([inputs, units]), .uniform([batch, inputs])])
    }
    measure("MatrixProduct kernel gradient, \(name)") {
      try OperationRun(
        MatrixProduct(transposeFirst: true),
        [.uniform([batch, inputs]), .uniform([batch, units])])
    }
  }
  sequenceLayerBenchmarks()
}

/// The same at layers that are applied to every step of 64 sequences, the kernel's gradient with the
/// bias's.
private func sequenceLayerBenchmarks() {
  let rows = 64 * 128
  for (inputs, units) in [(6, 40), (40, 160), (40, 30), (30, 2)] {
    let name = "\(rows) rows, \(inputs) to \(units)"
    measure("MatrixProduct forward, \(name)") {
      try OperationRun(
        MatrixProduct(hasBias: true, activation: .relu),
        [.uniform([rows, inputs]), .uniform([inputs, units]), .uniform([units])])
    }
    measure("MatrixProduct input gradient, \(name)") {
      try OperationRun(
        MatrixProduct(transposeSecond: true, gate: .relu),
        [.uniform([rows, units]), .uniform([inputs, units]), .uniform([rows, inputs])])
    }
    measure("KernelAndBiasGradient, \(name)") {
      try OperationRun(
        KernelAndBiasGradient(), [.uniform([rows, inputs]), .uniform([rows, units])])
    }
  }
}
