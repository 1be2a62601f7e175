public import Graphs

extension LSTM {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (batch, steps, units) = (
      inputs[0].shape[0], inputs[0].shape[1], inputs[1].shape[0]
    )
    let kernel = inputs[1].values
    var gates = inputs[0].values
    var cells = [Scalar](repeating: 0, count: batch * steps * units)
    var hidden = cells
    for row in 0..<batch {
      let own = (row * units)..<((row + 1) * units)
      var h = hasInitialState ? Array(inputs[2].values[own]) : Array(repeating: 0, count: units)
      var c = hasInitialState ? Array(inputs[3].values[own]) : Array(repeating: 0, count: units)
      for step in 0..<steps {
        let line = row * steps + step
        let z = line * 4 * units
        HostMatrix.addProduct(of: h, with: kernel, columns: 4 * units, to: &gates, at: z)
        for k in 0..<units {
          let i = recurrentActivation(gates[z + k])
          let f = recurrentActivation(gates[z + units + k])
          let g = Scalar.tanh(gates[z + 2 * units + k])
          let o = recurrentActivation(gates[z + 3 * units + k])
          c[k] = f * c[k] + i * g
          h[k] = o * Scalar.tanh(c[k])
          for (gate, value) in [i, f, g, o].enumerated() { gates[z + gate * units + k] = value }
          cells[line * units + k] = c[k]
          hidden[line * units + k] = h[k]
        }
      }
    }
    let sequence: Shape = [batch, steps, units]
    return [
      HostTensor(hidden, shape: sequence), HostTensor(gates, shape: inputs[0].shape),
      HostTensor(cells, shape: sequence),
    ]
  }
}

extension LSTMGradient {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func evaluate<Scalar: HostScalar>(
    _ inputs: [HostTensor<Scalar>]
  ) -> [HostTensor<Scalar>] {
    let (batch, steps, units) = (
      inputs[0].shape[0], inputs[0].shape[1], inputs[0].shape[2]
    )
    let (upstream, gates, cells) = (inputs[0].values, inputs[1].values, inputs[2].values)
    let zeros = [Scalar](repeating: 0, count: batch * units)
    let initialHidden = hasInitialState ? inputs[4].values : zeros
    let initialCell = hasInitialState ? inputs[5].values : zeros
    let transposed = HostMatrix.transposed(inputs[3].values, rows: units, columns: 4 * units)
    var dp = [Scalar](repeating: 0, count: gates.count)
    var previous = [Scalar](repeating: 0, count: cells.count)
    var (hiddenGradient, cellGradient) = (zeros, zeros)
    for row in 0..<batch {
      let first = row * units
      for step in (0..<steps).reversed() {
        let line = row * steps + step
        let z = line * 4 * units
        for k in 0..<units {
          let (i, f) = (gates[z + k], gates[z + units + k])
          let (g, o) = (gates[z + 2 * units + k], gates[z + 3 * units + k])
          let y = Scalar.tanh(cells[line * units + k])
          let before = step > 0 ? cells[(line - 1) * units + k] : initialCell[first + k]
          let dh = upstream[line * units + k] + hiddenGradient[first + k]
          let dc = cellGradient[first + k] + dh * o * (1 - y * y)
          dp[z + k] = dc * g * recurrentActivation.derivative(atOutput: i)
          dp[z + units + k] = dc * before * recurrentActivation.derivative(atOutput: f)
          dp[z + 2 * units + k] = dc * i * (1 - g * g)
          dp[z + 3 * units + k] = dh * y * recurrentActivation.derivative(atOutput: o)
          cellGradient[first + k] = dc * f
          hiddenGradient[first + k] = 0
          if step + 1 < steps { previous[(line + 1) * units + k] = o * y }
          if step == 0 { previous[line * units + k] = initialHidden[first + k] }
        }
        HostMatrix.addProduct(
          of: Array(dp[z..<(z + 4 * units)]), with: transposed, columns: units,
          to: &hiddenGradient, at: first)
      }
    }
    let results = [
      HostTensor(dp, shape: inputs[1].shape), HostTensor(previous, shape: inputs[0].shape),
    ]
    guard hasInitialState else { return results }
    return results
      + [hiddenGradient, cellGradient].map { HostTensor($0, shape: [batch, units]) }
  }
}

/// Products of a row and a matrix on the host.
private enum HostMatrix {
  /// result[at + column] += Σ over k of row[k] · matrix[k][column].
  @inline(__always)
  static func addProduct<Scalar: HostScalar>(
    of row: [Scalar], with matrix: [Scalar], columns: Int, to result: inout [Scalar], at: Int
  ) {
    result.withUnsafeMutableBufferPointer { result in
      matrix.withUnsafeBufferPointer { matrix in
        for (k, factor) in row.enumerated() {
          for column in 0..<columns {
            result[at + column] += factor * matrix[k * columns + column]
          }
        }
      }
    }
  }

  static func transposed<Scalar: HostScalar>(
    _ values: [Scalar], rows: Int, columns: Int
  ) -> [Scalar] {
    (0..<(rows * columns)).map { values[$0 % rows * columns + $0 / rows] }
  }
}
