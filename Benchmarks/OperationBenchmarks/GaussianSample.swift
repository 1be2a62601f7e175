import Continuum

/// Reparameterised samples with noise from Philox, and the gradient that draws it again: the size of
/// the models' latent layer, and one large enough for the rate of the generator to show.
func gaussianSampleBenchmarks() {
  for (rows, size) in [(128, 2), (4096, 256)] {
    let noise = NoiseSource.philox(RandomStream("latent.sample"))
    let operands: [OperationRun.Operand] = [
      .uniform([rows, size]), .uniform([rows, size]),
      .integers(RandomState.values(seed: 1, step: 0), RandomState.spec.shape),
    ]
    measure("GaussianSample forward, \(rows)x\(size)") {
      try OperationRun(GaussianSample(noise), operands)
    }
    measure("GaussianSample gradient, \(rows)x\(size)") {
      try OperationRun(GaussianSampleGradient(noise), operands)
    }
  }
}
