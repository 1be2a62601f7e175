import Continuum

/// Masks from Philox at the layers of the convolutional model; the gradient is the same operation.
func dropoutBenchmarks() {
  for (rows, size) in [(64, 512), (64, 12544)] {
    measure("Dropout, \(rows)x\(size)") {
      try OperationRun(
        Dropout(stream: RandomStream("encoder.dropout1")),
        [
          .uniform([rows, size]),
          .integers(RandomState.values(seed: 1, step: 0), RandomState.spec.shape),
        ])
    }
  }
}
