import Continuum

/// Each loss with its gradients, at the sizes of a batch of 128.
func lossBenchmarks() {
  let batch = 128
  measure("BernoulliLoss, 128x784") {
    // Targets lie in 0…1; the time does not depend on their value.
    try OperationRun(BernoulliLoss(), [.uniform([batch, 784]), .ones([batch, 784])])
  }
  measure("GaussianLoss, 128x768") {
    let shape: Shape = [batch, 768]
    return try OperationRun(
      GaussianLoss(minimumDeviation: 1e-3), [.uniform(shape), .ones(shape), .uniform(shape)])
  }
  for size in [2, 32] {
    measure("KLDivergence, 128x\(size)") {
      try OperationRun(KLDivergence(), [.uniform([batch, size]), .uniform([batch, size])])
    }
  }
  measure("MaskedCrossEntropy, 128x10, half labelled") {
    let labels = (0..<batch).map { Int32($0 % 10) }
    let labelled = (0..<batch).map { Int32($0 < batch / 2 ? 1 : 0) }
    return try OperationRun(
      MaskedCrossEntropy(),
      [.uniform([batch, 10]), .integers(labels, [batch]), .integers(labelled, [batch])])
  }
}
