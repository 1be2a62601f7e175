import Continuum

/// The recurrence of the model for UCI-HAR, 128 steps of 40 units, in both directions.
func lstmBenchmarks() {
  let (steps, units) = (128, 40)
  for batch in [1, 64, 128] {
    let name = "\(batch) x \(steps) steps of \(units) units"
    let (gates, sequence): (Shape, Shape) = (
      [batch, steps, 4 * units], [batch, steps, units]
    )
    let kernel = OperationRun.Operand.uniform([units, 4 * units])
    measure("LSTM, \(name)") { try OperationRun(LSTM(), [.uniform(gates), kernel]) }
    measure("LSTMGradient, \(name)") {
      try OperationRun(
        LSTMGradient(), [.uniform(sequence), .uniform(gates), .uniform(sequence), kernel])
    }
  }
}
